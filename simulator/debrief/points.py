"""The skill ledger as it is shown: rows that add up to the total, whatever was rounded."""

from typing import Final

from simulator.scoring.engine import Score

TENTHS: Final = 10


def rows(score: Score) -> list[tuple[str, float, float]]:
    """Return (domain, points, of) in tenths of a point; less what was lost they make the score.

    Each row rounded by itself may miss the total by some tenths, so the rows that were cut most
    get what is left over. Where the score stopped at 0, nothing can add up and each is rounded.
    """
    domains = [(name, got, of) for name, (got, of) in score.domains.items() if of]
    whole = [int(round(got * 100) // TENTHS) for _, got, _ in domains]
    spare = round((score.score + score.lost) * TENTHS) - sum(whole)
    if not 0 <= spare <= len(domains):
        return [(name, round(got, 1), of) for name, got, of in domains]
    cut = sorted(range(len(domains)), key=lambda n: whole[n] / TENTHS - domains[n][1])
    for n in cut[:spare]:
        whole[n] += 1
    return [
        (name, tenths / TENTHS, of) for (name, _, of), tenths in zip(domains, whole, strict=True)
    ]


def lost_words(score: Score) -> str:
    """Return what mistakes took off, as it stands at the end of its row; '' if nothing."""
    if not score.lost:
        return ""
    shown = f"\N{MINUS SIGN}{score.lost:g}"
    return shown if score.score else f"{shown}, not below 0"
