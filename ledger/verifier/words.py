"""Words: what the verifier says, in Korean and English: checks, what became of them, what nobody can prove.

Invariant: every check, outcome, reason and exit code has its words in both languages.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from ledger.verifier.results import FOUND, PROVEN_ALL, UNREADABLE, UNSIGNED, USAGE, Check, Outcome

Language = Literal["en", "ko"]


class Words(NamedTuple):
    """A sentence in both languages; ``{}`` stands for a figure."""

    en: str
    ko: str

    def say(self, language: Language, *told: object) -> str:
        """Say it in a language."""
        return (self.ko if language == "ko" else self.en).format(*told)


CHECKS: Final[dict[Check, Words]] = {
    Check.FILES: Words("every file is the one that the bundle's list names", "모든 파일이 번들의 목록에 적힌 그대로임"),
    Check.SIGNATURE: Words("the checkpoint is signed with the log's key", "체크포인트에 로그의 키로 한 서명이 있음"),
    Check.WITNESSES: Words("enough witnesses signed it too", "증인이 충분히 함께 서명함"),
    Check.TILES: Words("the hashes in the bundle are those of its entries", "번들에 든 해시가 기록에서 나온 것임"),
    Check.ROOT: Words("the checkpoint stands for exactly these entries", "체크포인트가 바로 이 기록 전체를 가리킴"),
    Check.EARLIER: Words(
        "nothing was rewritten since the earlier checkpoints in the bundle",
        "번들에 든 이전 체크포인트 뒤로 고쳐 쓴 것이 없음",
    ),
    Check.KEPT: Words(
        "nothing was rewritten since the kept checkpoints that you brought",
        "직접 보관해 온 체크포인트 뒤로 고쳐 쓴 것이 없음",
    ),
    Check.ENTRIES: Words("every entry is spelled in the one way that is allowed", "모든 기록이 정해진 표기 그대로임"),
    Check.REPLAY: Words(
        "every entry keeps the rules, played again from the first on",
        "첫 기록부터 다시 따라가 보니 모든 기록이 규칙을 지킴",
    ),
    Check.CONTROL_ACCOUNTS: Words(
        "totals of accounts equal the records that they are the sum of", "계정별 합계가 그 바탕이 된 기록의 합과 같음"
    ),
    Check.MANIFEST: Words(
        "counts and sums in the bundle's list are those of the entries", "번들의 목록에 적힌 건수와 합계가 기록과 같음"
    ),
    Check.EXPORTS: Words("the exports follow from the entries, byte for byte", "내보낸 파일이 기록에서 나온 그대로임"),
    Check.CERTIFICATES: Words(
        "certificates that you brought are on record and in force", "가져온 확인서가 원장에 있고 유효함"
    ),
    Check.DISCLOSURES: Words(
        "names and other texts that are shown are those that were recorded",
        "공개된 이름 등의 글이 기록할 때의 것과 같음",
    ),
}

OUTCOMES: Final[dict[Outcome, Words]] = {
    Outcome.PROVEN: Words("proven", "증명됨"),
    Outcome.FAILED: Words("FAILED", "실패"),
    Outcome.NOT_CHECKED: Words("not checked", "확인 못 함"),
    Outcome.NOT_ASKED: Words("not asked", "해당 없음"),
}

REASONS: Final[dict[str, Words]] = {
    "files_as_listed": Words("{} files", "파일 {}개"),
    "signed_by": Words("{}, checked with {}", "{} ({}로 확인)"),
    "no_key": Words(
        "no key of the log was given (--key); one that the bundle names proves nothing",
        "로그의 키를 받지 못함(--key); 번들 안의 키는 증거가 되지 않음",
    ),
    "no_tool": Words(
        "neither the cryptography package nor a fit openssl command is on this machine",
        "이 컴퓨터에 cryptography 패키지도 쓸 수 있는 openssl 명령도 없음",
    ),
    "no_policy": Words("no policy about witnesses was given (--policy)", "증인에 관한 정책을 받지 못함(--policy)"),
    "policy_only_claimed": Words(
        "the policy in the bundle proves nothing; bring your own (--policy)",
        "번들 안의 정책은 증거가 되지 않음; 정책을 따로 주어야 함(--policy)",
    ),
    "policy_not_satisfied": Words("not enough of them: {}", "충분하지 않음: {}"),
    "witnessed_by": Words("{}", "{}"),
    "tiles_follow": Words("{} entries", "기록 {}건"),
    "tiles_differ": Words("the hashes are not those of the entries", "해시가 기록과 다름"),
    "root_follows": Words("{}", "{}"),
    "none_earlier": Words("there is none in the bundle", "번들에 없음"),
    "none_kept": Words(
        "none was given (--kept); without one an older copy passes for the newest",
        "받지 못함(--kept); 없으면 옛 사본을 최신본으로 볼 수 있음",
    ),
    "extends": Words("{} of them", "{}개"),
    "quick": Words("left out, as you asked (--quick)", "요청에 따라 생략함(--quick)"),
    "log_differs": Words("the entries are not those that were signed", "서명된 기록이 아님"),
    "replay_ended": Words("the replay ended after entry {}", "{}번 기록 뒤에서 재현이 멈춤"),
    "entries_canonical": Words("{} entries", "기록 {}건"),
    "replayed": Words(
        "{} entries, {} postings; {} awards computed again", "기록 {}건, 분개 {}줄; 적립 {}건을 다시 계산함"
    ),
    "control_totals": Words("{} totals", "합계 {}개"),
    "manifest_follows": Words("{} kinds of entries, {} control totals", "기록 종류 {}개, 통제 합계 {}개"),
    "no_exports": Words("there are none in the bundle", "번들에 없음"),
    "exports_follow": Words("{}", "{}"),
    "no_certificate": Words("none was given (--certificate)", "받지 못함(--certificate)"),
    "certified": Words("{}", "{}"),
    "no_disclosures": Words("none is in the bundle; erasures on record: {}", "번들에 없음; 지움 기록 {}건"),
    "texts_open": Words("{} texts; erasures on record: {}", "글 {}건; 지움 기록 {}건"),
}

UNPROVABLE: Final[tuple[Words, ...]] = (
    Words(
        "that documents are genuine and what they tell took place: the journal holds their digests alone",
        "증빙 문서가 진짜이고 그 내용이 사실이라는 것: 원장에는 문서의 해시만 있음",
    ),
    Words(
        "that the clock was right: only that it never went back",
        "시각이 정확했다는 것: 거꾸로 가지 않았다는 것만 알 수 있음",
    ),
    Words(
        "that what was never posted did not happen",
        "기록되지 않은 일은 일어나지 않았다는 것",
    ),
    Words(
        "that whoever used an account was the person to whom it was given",
        "계정을 쓴 사람이 그 계정을 받은 본인이라는 것",
    ),
    Words(
        "names and other texts that are not shown, or were erased: the journal holds digests of them alone",
        "보여 주지 않았거나 지운 이름 등의 글: 원장에는 그 해시만 있음",
    ),
    Words(
        "what was recorded after this checkpoint",
        "이 체크포인트 뒤에 기록된 것",
    ),
)
"""What no check can prove, whatever the bundle."""

ENDINGS: Final[dict[int, Words]] = {
    PROVEN_ALL: Words("Everything that was asked is proven.", "요청한 것이 모두 증명되었습니다."),
    USAGE: Words("The command was not understood.", "명령을 이해하지 못했습니다."),
    FOUND: Words("Something is wrong: {}", "잘못된 것이 있습니다: {}"),
    UNSIGNED: Words(
        "Nothing is wrong, but who signed it is not proven.",
        "잘못된 것은 없으나, 누가 서명했는지는 증명되지 않았습니다.",
    ),
    UNREADABLE: Words("The bundle cannot be read: {}", "번들을 읽을 수 없습니다: {}"),
}

FINDING: Final = Words("{}: {}: expected {}, found {}", "{}: {}: 있어야 할 것 {}, 있는 것 {}")
MEANINGS: Final[tuple[Words, ...]] = (
    Words(
        "entry: one act on record; all of them in order are the journal, and the log is what is signed of it",
        "기록: 원장에 남은 한 건의 행위. 순서대로 모은 것이 원장이고, 로그는 그것에 서명해 둔 것",
    ),
    Words(
        "hash, digest: a number of 64 digits computed from bytes; other bytes give another number",
        "해시: 내용에서 계산한 64자리 수. 내용이 달라지면 수도 달라짐",
    ),
    Words(
        "root: the one hash of all entries in order; checkpoint: a root and a number of entries, signed",
        "루트: 모든 기록을 순서대로 담은 하나의 해시. 체크포인트: 기록 건수와 루트에 서명한 것",
    ),
    Words(
        "witness: somebody outside who signs a checkpoint only if it continues the last one that they saw; "
        "policy: your file that says which witnesses are enough",
        "증인: 먼저 본 체크포인트에서 이어질 때에만 함께 서명하는 외부 기관. "
        "정책: 어느 증인이 몇이면 충분한지 정한 파일",
    ),
    Words(
        "posting: one line of a transaction, a debit or a credit; control total: what all postings of one kind come to",
        "분개: 거래의 한 줄(차변 또는 대변). 통제 합계: 같은 종류의 분개를 모두 더한 것",
    ),
)
"""What the words mean that are not everybody's."""

ADVICE: Final = Words(
    "Keep the bundle and what you held it to as they are: they are the evidence. What each finding means, and what to "
    "do: docs/audit-guide.md",
    "번들과 대조에 쓴 파일을 그대로 보존하십시오. 그것이 증거입니다. 각 결과의 뜻과 할 일: docs/audit-guide.ko.md",
)
"""Said when something is wrong."""

MEANT: Final = Words("What the words mean:", "낱말의 뜻:")
NOT_PROVEN: Final = Words("Not proven by anything above:", "위의 어느 것으로도 증명되지 않는 것:")
HEAD: Final = Words("{}: {} entries, root {}", "{}: 기록 {}건, 루트 {}")
