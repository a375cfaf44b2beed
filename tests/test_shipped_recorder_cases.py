"""eventsourcing's own recorder tests on ours: they pin the private names that ours lean on (STORE, trap 9)."""

import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import enumerate as enumerate_threads
from types import ModuleType
from typing import Any

import databases
import pytest
from postgresql import Server
from test_store import recorder

if find_spec("Crypto") is None:  # the shipped test cases import a cipher that these ones do not use
    sys.modules["eventsourcing.cipher"] = ModuleType("eventsourcing.cipher")
    sys.modules["eventsourcing.cipher"].AESCipher = object  # type: ignore[attr-defined]
from eventsourcing.tests.persistence import ApplicationRecorderTestCase

if find_spec("Crypto") is None:
    del sys.modules["eventsourcing.cipher"]


class Cases(ApplicationRecorderTestCase[Any]):
    __test__ = False

    def setUp(self) -> None:
        self.folder = TemporaryDirectory()
        self.made: list[Any] = []
        self.before = set(enumerate_threads())

    def tearDown(self) -> None:
        for thread in set(enumerate_threads()) - self.before:  # readers that a test left behind
            if not thread.name.startswith("pool-"):  # these are the connections' own
                thread.join(30)
                assert not thread.is_alive()
        for one in self.made:
            one.datastore.close()
        self.folder.cleanup()

    def create_recorder(self) -> Any:
        self.made.append(recorder(Path(self.folder.name)))
        return self.made[-1]


class TestOnSQLite(Cases):
    __test__ = True

    def test_insert_subscribe(self) -> None:
        """SQLite has no subscriptions: readers look for themselves."""
        with pytest.raises(NotImplementedError):
            self.create_recorder().subscribe(gt=None)


class TestOnPostgreSQL(Cases):
    __test__ = True

    @pytest.fixture(autouse=True)
    def _server(self, postgresql_server: Server) -> Any:
        databases.use(postgresql_server)
        yield
        databases.use(None)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


del ApplicationRecorderTestCase, Cases
