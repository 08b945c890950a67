"""Verifying: a bundle held to all it claims, check by check; each says what it proved, or why it could not.

The replay comes last, and only of bytes that the signed root covers.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from ledger.domain.finding import Finding
from ledger.domain.journal.notes import Checkpoint, NoteRefused, VerifierKey
from ledger.verifier.bundles import Bundle, BundleUnreadable, whole
from ledger.verifier.key_changes import believed_keys, signed_by_one_given_up
from ledger.verifier.log_checks import LogWalk, Progress
from ledger.verifier.manifests import Manifest, ManifestRefused
from ledger.verifier.names import CHECKPOINT, EARLIER, KEYS, MANIFEST, POLICY, earlier_sizes
from ledger.verifier.results import BY_REPLAY, Check, Results
from ledger.verifier.signers import check_signers, claimed_keys, wrongly_signed
from ledger.verifier.trust import Signed, Trust, read_signed


def silent(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def verify_bundle(bundle: Bundle, trust: Trust, *, quick: bool = False, progress: Progress = silent) -> Results:
    """Make every check.

    Args:
        quick: whether to leave out the replay, and with it all that follows from single entries.

    Raises:
        BundleUnreadable: the bundle has no manifest or no checkpoint, or a file of it cannot be read.
    """
    try:
        manifest = Manifest.from_bytes(whole(bundle, MANIFEST))
        signed = read_signed(whole(bundle, CHECKPOINT))
    except (ManifestRefused, NoteRefused) as refused:
        raise BundleUnreadable(str(refused)) from refused
    checkpoint = signed.checkpoint
    results = Results(checkpoint.origin, checkpoint.size, checkpoint.root.hex())
    _compare_claims(manifest, checkpoint, results)
    earlier = _read_earlier(bundle)
    wanted = {checkpoint.size, *(each.checkpoint.size for each in earlier), *(kept.size for kept in trust.kept)}
    claimed = whole(bundle, KEYS)
    walk = LogWalk(bundle, manifest.files, checkpoint.size)
    walk.run(wanted, progress)
    keys = believed_keys(trust.log_keys, [*earlier, signed], walk.roots, walk.key_sets, trust.tool)
    check_signers(signed, claimed, replace(trust, keys=keys), POLICY in bundle.sizes, results)
    if trust.tool is not None and results.is_proven(Check.SIGNATURE):
        given_up = signed_by_one_given_up(signed, CHECKPOINT, walk.key_sets, trust.tool)
        if given_up is not None:
            results.failed(Check.SIGNATURE, given_up)
    _tell_log(walk, checkpoint, len(bundle.sizes) - 1, results)
    _check_earlier(earlier, walk, claimed_keys(claimed), replace(trust, keys=keys), results)
    _check_kept(walk, trust, results)
    if quick or not results.is_proven(Check.TILES, Check.ROOT):
        for check in BY_REPLAY:
            if check not in results.by_check:
                results.not_checked(check, "quick" if quick else "log_differs")
    else:
        # What only a replay needs is read when one is asked for: most of the domain.
        import_module("ledger.verifier.replay_checks").check_replay(bundle, manifest, trust, results, progress)
    return results


def _compare_claims(manifest: Manifest, checkpoint: Checkpoint, results: Results) -> None:
    claims = (
        ("origin", checkpoint.origin, manifest.origin),
        ("size", checkpoint.size, manifest.size),
        ("root", checkpoint.root.hex(), manifest.root),
    )
    for name, expected, found in claims:
        if expected != found:
            finding = Finding("manifest_differs", f"manifest.json {name}", str(expected), str(found)[:120])
            results.failed(Check.MANIFEST, finding)


def _tell_log(walk: LogWalk, checkpoint: Checkpoint, files: int, results: Results) -> None:
    if walk.wrong_files:
        results.failed(Check.FILES, *walk.wrong_files)
    else:
        results.proven(Check.FILES, "files_as_listed", files)
    if walk.wrong_tiles:
        results.failed(Check.TILES, *walk.wrong_tiles)
        results.not_checked(Check.ROOT, "tiles_differ")
        return
    results.proven(Check.TILES, "tiles_follow", checkpoint.size)
    root = walk.roots.get(checkpoint.size)
    if root == checkpoint.root:
        results.proven(Check.ROOT, "root_follows", checkpoint.root.hex())
    else:
        found = "no entries" if root is None else root.hex()
        finding = Finding("root_differs", f"checkpoint of {checkpoint.size}", checkpoint.root.hex(), found)
        results.failed(Check.ROOT, finding)


def _read_earlier(bundle: Bundle) -> list[Signed]:
    """Read the earlier checkpoints; each stands under its size."""
    found = []
    for size in earlier_sizes(bundle.sizes):
        name = f"{EARLIER}{size}"
        try:
            signed = read_signed(whole(bundle, name))
        except NoteRefused as refused:
            raise BundleUnreadable(f"{name}: {refused}") from refused
        if signed.checkpoint.size != size:
            raise BundleUnreadable(f"{name}: expected a checkpoint of {size}, found one of {signed.checkpoint.size}")
        found.append(signed)
    return found


def _check_earlier(
    earlier: list[Signed], walk: LogWalk, claimed: tuple[VerifierKey, ...], trust: Trust, results: Results
) -> None:
    """Hold the earlier checkpoints to the log, and to the keys that are believed.

    What was signed before the log changed its key may be of a key that nobody here knows: then it must be one of those
    that the bundle claims.
    """
    if not earlier:
        return results.not_asked(Check.EARLIER, "none_earlier")
    if walk.wrong_tiles:
        return results.not_checked(Check.EARLIER, "tiles_differ")
    for signed in earlier:
        checkpoint, where = signed.checkpoint, f"{EARLIER}{signed.checkpoint.size}"
        if (finding := _not_extended(checkpoint, walk, results, where)) is not None:
            return results.failed(Check.EARLIER, finding)
        if trust.tool is not None and trust.log_keys:
            changed_since = any(position > checkpoint.size for position, _ in walk.key_sets)
            keys = claimed if changed_since and _is_of_others(signed, trust) else trust.log_keys
            wrong = wrongly_signed(signed, where, keys, trust.tool)
            wrong = wrong or signed_by_one_given_up(signed, where, walk.key_sets, trust.tool)
            if wrong is not None:
                return results.failed(Check.EARLIER, wrong)
    return results.proven(Check.EARLIER, "extends", len(earlier))


def _is_of_others(signed: Signed, trust: Trust) -> bool:
    """Tell whether no key that is believed says that it signed; one that was given up since may have."""
    known = {(key.name, key.key_id) for key in trust.log_keys}
    return known.isdisjoint((line.name, line.key_id) for line in signed.note.signatures)


def _check_kept(walk: LogWalk, trust: Trust, results: Results) -> None:
    if not trust.kept:
        return results.not_asked(Check.KEPT, "none_kept")
    if walk.wrong_tiles:
        return results.not_checked(Check.KEPT, "tiles_differ")
    for kept in trust.kept:
        if (finding := _not_extended(kept, walk, results, f"kept checkpoint of {kept.size}")) is not None:
            return results.failed(Check.KEPT, finding)
    return results.proven(Check.KEPT, "extends", len(trust.kept))


def _not_extended(old: Checkpoint, walk: LogWalk, results: Results, where: str) -> Finding | None:
    """Tell where a log does not begin as an older checkpoint says; a log of nothing begins every log."""
    if old.origin != results.origin:
        return Finding("checkpoint_of_another_log", where, old.origin, results.origin)
    if old.size > results.size:
        return Finding("journal_truncated", where, f"{old.size} entries", str(results.size))
    root = walk.roots.get(old.size)
    if old.size and root != old.root:
        return Finding("checkpoint_not_extended", where, old.root.hex(), "no such tree" if root is None else root.hex())
    return None
