"""What must not be found any more: the values of erased rows, looked for wherever else they may stand."""

import re
from collections.abc import Iterable
from typing import Final

from backoffice_tui.routine.text import clean, fold

GONE: Final = "…"
"""What stands in place of a trace in a text that is otherwise kept."""

_SHORTEST_NUMBER: Final = 5
_SHORTEST_PHRASE: Final = 4
_LONGEST_NUMBER: Final = 24
_WORD: Final = re.compile(r"[^\W_]+")
_MAIL: Final = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+\.[^\s<>()\[\],;:\"'.]+")
_BETWEEN: Final = r"[ .\-\u00a0\u202f]?"
_BLANKS: Final = r"\s+"


class Traces:
    """Numbers, mail addresses and phrases of what was erased."""

    def __init__(self) -> None:
        self._numbers: set[str] = set()
        self._mails: set[str] = set()
        self._phrases: dict[str, set[str]] = {}
        self._whole: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._numbers or self._mails or self._phrases or self._whole)

    def number(self, text: str) -> None:
        """A customer's number, however short."""
        digits = "".join(_WORD.findall(text))
        if digits:
            self._numbers.add(digits.casefold())

    def said(self, text: str) -> None:
        """A text: the long numbers and mail addresses in it."""
        self._mails.update(mail.casefold() for mail in _MAIL.findall(text))
        self._numbers.update(
            run for run in _runs(text) if len(run) >= _SHORTEST_NUMBER and not _is_day(run)
        )

    def phrase(self, text: str) -> None:
        """A text that nobody else has in that place, such as a name: the whole of it."""
        self.said(text)
        folded = fold(clean(text, one_line=True))
        words = _WORD.findall(folded)
        if len(folded) >= _SHORTEST_PHRASE and words and not folded.isdecimal():
            self._phrases.setdefault(words[0], set()).add(" ".join(words))

    def whole(self, text: str) -> None:
        """A text that counts where something says exactly that, and not where it is part of more."""
        if folded := fold(clean(text, one_line=True)):
            self._whole.add(folded)

    def stand_in(self, text: str | None) -> bool:
        """Whether any of them is in the text, or is the text."""
        if not text:
            return False
        return self.without(text) != text or fold(clean(text, one_line=True)) in self._whole

    def without(self, text: str) -> str:
        """The text with GONE in place of each of them."""
        words = _WORD.findall(fold(text))
        for number in self._found_numbers(words):
            pattern = _BETWEEN.join(map(re.escape, number))
            text = re.sub(rf"(?<![^\W_]){pattern}(?![^\W_])", GONE, text, flags=re.IGNORECASE)
        if self._mails and "@" in text:
            text = _MAIL.sub(lambda at: GONE if at[0].casefold() in self._mails else at[0], text)
        for phrase in self._found_phrases(words):
            text = _without_phrase(text, phrase)
        return text

    def _found_numbers(self, words: list[str]) -> set[str]:
        found = {word for word in words if word in self._numbers}
        for at, word in enumerate(words):
            joined = word
            for more in words[at + 1 :]:
                joined += more
                if len(joined) > _LONGEST_NUMBER:
                    break
                if joined in self._numbers:
                    found.add(joined)
        return found

    def _found_phrases(self, words: list[str]) -> list[str]:
        found = []
        whole = f" {' '.join(words)} "
        for word in set(words) & self._phrases.keys():
            found += [each for each in self._phrases[word] if f" {each} " in whole]
        return sorted(found, key=len, reverse=True)


def _without_phrase(text: str, phrase: str) -> str:
    """The text without the phrase, whose words are folded, where it stands word by word."""
    wanted = phrase.split()
    words = [(found, _WORD.findall(fold(found[0]))) for found in _WORD.finditer(text)]
    flat = [(found, part) for found, parts in words for part in parts]
    at = 0
    spans: list[tuple[int, int]] = []
    while at + len(wanted) <= len(flat):
        if [part for _, part in flat[at : at + len(wanted)]] == wanted:
            spans.append((flat[at][0].start(), flat[at + len(wanted) - 1][0].end()))
            at += len(wanted)
        else:
            at += 1
    for start, end in reversed(spans):
        text = f"{text[:start]}{GONE}{text[end:]}"
    return text


def _runs(text: str) -> Iterable[str]:
    """The numbers in a text, those written in groups put together too."""
    for found in re.finditer(rf"(?<![^\W_])[0-9]+(?:{_BETWEEN}[0-9]+)*(?![^\W_])", text):
        groups = re.findall("[0-9]+", found[0])
        yield "".join(groups)
        if len(groups) > 1:
            yield from groups


def _is_day(digits: str) -> bool:
    """Whether the digits are a day, which says nothing of a customer."""
    return re.fullmatch(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])", digits) is not None
