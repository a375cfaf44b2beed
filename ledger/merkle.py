"""The Merkle tree of RFC 6962 §2.1: hashes, proofs and their checks. No I/O."""

from collections.abc import Callable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()

#: Gives the root of the perfect subtree of 2**level leaves number ``index`` at that level.
SubtreeHash = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """MTH over leaf hashes; also over a tile's hashes, when they are all roots of equal perfect subtrees."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            paired.append(level[-1])
        level = paired
    return level[0]


class Frontier:
    """The right edge of a growing tree: the roots of its perfect subtrees, largest first. 32 bytes × log2(size)."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(peaks):
            raise ValueError("a tree of this size has another number of peaks")
        self.size, self.peaks = size, list(peaks)

    def append(self, leaf: bytes) -> None:
        size, peak = self.size, leaf
        while size & 1:
            peak = node_hash(self.peaks.pop(), peak)
            size >>= 1
        self.peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        acc = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            acc = node_hash(peak, acc)
        return acc


def peaks_of(size: int) -> list[tuple[int, int]]:
    """(level, index) of each perfect subtree of a tree of ``size`` leaves, largest first."""
    out, at = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            out.append((level, at >> level))
            at += 1 << level
    return out


def range_hash(first: int, last: int, node: SubtreeHash) -> bytes:
    """MTH(D[first:last]) from perfect subtrees; ``first`` is where RFC 6962 splits put it, and first < last."""
    width = last - first
    if width & (width - 1) == 0 and first % width == 0:
        level = width.bit_length() - 1
        return node(level, first >> level)
    split = 1 << (width - 1).bit_length() - 1
    return node_hash(range_hash(first, first + split, node), range_hash(first + split, last, node))


def inclusion_proof(index: int, size: int, node: SubtreeHash) -> list[bytes]:
    """PATH(index, D[size]), RFC 6962 §2.1.1, from the leaf upwards. Raises ValueError when index ≥ size."""
    if not 0 <= index < size:
        raise ValueError("index is outside the tree")
    first, last, path = 0, size, []
    while last - first > 1:
        split = first + (1 << (last - first - 1).bit_length() - 1)
        if index < split:
            path.append((split, last))
            last = split
        else:
            path.append((first, split))
            first = split
    return [range_hash(a, b, node) for a, b in reversed(path)]


def consistency_proof(old: int, new: int, node: SubtreeHash) -> list[bytes]:
    """PROOF(old, D[new]), RFC 6962 §2.1.2. Empty for old = 0 or old = new."""
    if not 0 <= old <= new:
        raise ValueError("old is larger than new")
    if old in (0, new):
        return []
    proof: list[bytes] = []
    first, last, complete = 0, new, True
    while True:
        if old == last:
            if not complete:
                proof.append(range_hash(first, last, node))
            return proof[::-1]
        split = first + (1 << (last - first - 1).bit_length() - 1)
        if old <= split:
            proof.append(range_hash(split, last, node))
            last = split
        else:
            proof.append(range_hash(first, split, node))
            first, complete = split, False


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162 §2.1.3.2). Raises ValueError on a malformed proof."""
    if not 0 <= index < size or any(len(h) != 32 for h in (leaf, *proof)):
        raise ValueError("malformed inclusion proof")
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise ValueError("wrong number of hashes in the inclusion proof")
    acc = leaf
    for level, sibling in enumerate(proof[:inner]):
        acc = node_hash(acc, sibling) if index >> level & 1 == 0 else node_hash(sibling, acc)
    for sibling in proof[inner:]:
        acc = node_hash(sibling, acc)
    return acc


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises ValueError unless ``proof`` shows that the new tree extends the old one (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new or any(len(h) != 32 for h in proof):
        raise ValueError("malformed consistency proof")
    if old in (0, new):
        if proof or (old == new and old_root != new_root) or (old == 0 and old_root != EMPTY_ROOT):
            raise ValueError("the trees differ")
        return
    hashes = list(proof)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    if not hashes:
        raise ValueError("the consistency proof is empty")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    left = right = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ValueError("the consistency proof is too long")
        if node & 1 or node == last:
            left, right = node_hash(sibling, left), node_hash(sibling, right)
            while node & 1 == 0 and node:
                node, last = node >> 1, last >> 1
        else:
            right = node_hash(right, sibling)
        node, last = node >> 1, last >> 1
    if last or left != old_root or right != new_root:
        raise ValueError("the new tree does not extend the old one")
