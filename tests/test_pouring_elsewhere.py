"""Statements that pour in, here or elsewhere, are read together; a few are read at once."""

from projections.pouring import FAST, OVER, Pouring


class World:
    """Its own clock, a log that others write, and whether somebody sends in bulk here."""

    now, sealed, here = 0.0, 0, False

    def pouring(self) -> Pouring:
        return Pouring(lambda: self.here, lambda: self.sealed, lambda: self.now)

    def go_on(self, statements: int, seconds: float = OVER) -> None:
        self.now += seconds
        self.sealed += statements


def test_who_sends_in_bulk_here_pours() -> None:
    world = World()
    pouring = world.pouring()
    assert not pouring()
    world.here = True
    assert pouring()


def test_what_others_seal_fast_pours_in_until_they_stop() -> None:
    world = World()
    pouring = world.pouring()
    world.go_on(int(FAST * OVER) + 1)
    assert pouring()
    world.go_on(0, OVER / 2)
    assert pouring(), "seals come in lumps"
    world.go_on(0, OVER / 2)
    assert not pouring()


def test_what_others_seal_now_and_then_does_not_pour() -> None:
    world = World()
    pouring = world.pouring()
    for _ in range(10):
        world.go_on(int(FAST * OVER))
        assert not pouring()
    world.go_on(100 * FAST, 1_000.0)
    assert not pouring(), "much, in a long time"
