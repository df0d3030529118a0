"""How far checklists are, as text for a terminal and as CSV for a spreadsheet.

Values in, text out; what pages say comes fit for a terminal from the ledger, and paths are made so here. Not
responsible for counting (`progress`) nor for where the text goes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .errors import Location, visible
from .ledger import Listed
from .progress import Figures, Sheet, Status
from .widths import WIDTH, padding, shown_width
from .wording import Words, capital

_NARROWEST = 18
_BAR, _FULL, _EMPTY = 10, "█", "░"
_GAP = "  "
_COLUMNS = ("status_closed", "", "status_done", "status_na_short", "waived", "status_again_short", "status_open", "status_overdue")
_MOST_OF_A_CELL = 32

# How a piece of the text is to look: `head`, `late` or `good`, and the piece.
Style = Callable[[str, str], str]
Row = tuple[str, ...]


def plain(name: str, piece: str) -> str:
    """Return *piece* as it is."""
    return piece


# ---- text


def text(status: Status, words: Words, *, width: int = WIDTH, style: Style = plain) -> str:
    """Return the figures as tables, as wide as *width* where names can be shortened, or the ledger if it was asked for."""
    body = _body(status, words, width, style)
    return "\n".join((*summary(status, words), *([""] if body else []), *body)) + "\n"


def summary(status: Status, words: Words) -> list[str]:
    """Return title and sum of a report, a line each, an empty one between."""
    lines = [words.say("status_title", date=status.day)]
    chosen = []
    if status.filter.themes:
        chosen.append(words.say("status_filter_theme", names=", ".join(status.filter.themes)))
    if status.filter.owner:
        chosen.append(words.say("status_filter_owner", owner=visible(status.filter.owner)))
    said = words.say("status_filter", names=", ".join(chosen)) if chosen else ""
    return [*lines, "", " ".join(filter(None, (_sum(status, words), said)))]


def _sum(status: Status, words: Words) -> str:
    pages = len({sheet.path for sheet in status.sheets})
    on = [_counted(words, "status_pages", pages)]
    on += [words.say("status_without", n=status.without)] if status.without else []
    on += [words.say("status_broken", n=status.broken)] if status.broken else []
    totals = status.totals
    if not status.sheets:
        return " ".join([words.say("status_none"), *((", ".join(on[1:]) + ".",) if on[1:] else ())])
    return words.say(
        "status_summary", checklists=_counted(words, "status_checklists", len(status.sheets)), pages=", ".join(on), closed=totals.closed,
        total=totals.total, open=totals.open, again=totals.again, overdue=totals.overdue,
    )


def _counted(words: Words, name: str, number: int) -> str:
    return words.say(f"{name}_one") if number == 1 else words.say(name, n=number)


def _body(status: Status, words: Words, width: int, style: Style) -> list[str]:
    if not status.sheets:
        return []
    if status.entries is not None:
        return _ledger(status.entries, words, style)
    return _tables(status, words, width, style) + _stale(status, words, style)


def _tables(status: Status, words: Words, width: int, style: Style) -> list[str]:
    groups = [
        (words.say("status_page"), [(label, sheet.figures) for label, sheet in zip(labels(status.sheets), status.sheets)]),
        (words.say("status_theme"), [(theme_title(name, words, status), figures) for name, figures in status.themes.items()]),
        (words.say("status_owner"), [(name or words.say("status_unknown"), each) for name, each in status.owners.items()]),
        (words.say("level_word"), [(level_title(name, words), figures) for name, figures in status.levels.items()]),
    ]
    groups[0][1].append((words.say("status_all"), status.totals))
    heads = [capital(words.say(name)) if name else "" for name in _COLUMNS] + [words.say("status_next_due")]
    cells = [_cells(figures, words) for _, rows in groups for _, figures in rows]
    widths = [max(shown_width(cell) for cell in column) for column in zip(heads, *cells)]
    room = width - sum(widths) - len(widths) * len(_GAP)
    if room < _NARROWEST:
        widths[1] = 0
        room += _BAR + len(_GAP)
    longest = max(shown_width(label) for head, rows in groups for label in (head, *(label for label, _ in rows)))
    room = max(_NARROWEST, min(room, longest))
    lines: list[str] = []
    for head, rows in groups:
        lines += [style("head", _line(head, heads, room, widths))]
        for label, figures in rows:
            # The end of a path tells more than its start.
            shown = _short(label, room, at_end=head != groups[0][0])
            lines.append(_styled(_line(shown, _cells(figures, words), room, widths), figures, style))
        lines.append("")
    ended = [
        f"{label} ({words.say('status_ended', date=sheet.campaign.ends)})"
        for label, sheet in zip(labels(status.sheets), status.sheets) if not sheet.live
    ]
    return lines + [words.say("status_ended_list", names=", ".join(ended))] if ended else lines[:-1]


def labels(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Yield what each checklist is called: its page, with the line where a page holds several."""
    many = {sheet.path for sheet, other in zip(sheets, sheets[1:]) if sheet.path == other.path}
    for sheet in sheets:
        yield visible(f"{sheet.path}:{sheet.line}" if sheet.path in many else sheet.path)


def _cells(figures: Figures, words: Words) -> list[str]:
    filled = figures.closed * _BAR // figures.total if figures.total else 0
    numbers = (figures.done, figures.na, figures.waived, figures.again, figures.open, figures.overdue)
    return [
        f"{figures.closed}/{figures.total}", _FULL * filled + _EMPTY * (_BAR - filled),
        *(str(number) if number else words.say("nothing") for number in numbers), str(figures.next_due or ""),
    ]


def _line(label: str, cells: Sequence[str], room: int, widths: Sequence[int]) -> str:
    padded = [padding(cell, width) + cell for cell, width in zip(cells, widths) if width]
    padded[-1] = padded[-1].strip() and cells[-1]
    return _GAP.join([label + padding(label, room), *padded]).rstrip()


def _styled(line: str, figures: Figures, style: Style) -> str:
    if figures.overdue:
        return style("late", line)
    return line if figures.left else style("good", line)


def _stale(status: Status, words: Words, style: Style) -> list[str]:
    if not status.stale:
        return []
    lines = ["", style("head", words.say("status_stale")), words.say("status_stale_text")]
    for stale in status.stale:
        lines.append(f"- {stale.source.name}: {stale.source.title} ({words.say('status_review_by')} {stale.source.review_by})")
        lines += [f"  {_place(place)} {id}: {', '.join(codes)}" for place, id, codes in stale.touched]
    return [visible(line) if line[:1] in "- " else line for line in lines]


def _place(place: Location) -> str:
    return f"{place.path}:{place.line}"


def _ledger(entries: Iterable[tuple[str, str, Listed]], words: Words, style: Style) -> list[str]:
    names = ("status_page", "status_code", "status_state", "level_word", "status_owner", "status_due", "status_evidence")
    rows = [[capital(words.say(name)) for name in names]]
    for path, _, entry in entries:
        owner = entry.owner or capital(_role(entry, words))
        rows.append([
            visible(f"{path}:{entry.line}"), entry.code, words.say(state_name(entry.state)), words.say(entry.level) if entry.level else "",
            _short(owner, _MOST_OF_A_CELL, at_end=True), _short(str(entry.day or entry.due), _MOST_OF_A_CELL, at_end=True), entry.evidence,
        ])
    widths = [max(shown_width(row[place]) for row in rows) for place in range(len(names) - 1)]
    lines = [_GAP.join([cell + padding(cell, width) for cell, width in zip(row, widths)] + row[-1:]).rstrip() for row in rows]
    return [style("head", lines[0]), *lines[1:]]


# ---- names


def state_name(state: str) -> str:
    """Return the name of the sentence for a state of the ledger."""
    return "waived" if state == "waived" else f"status_{state}"


def theme_title(name: str, words: Words, status: Status) -> str:
    """Return the title of a theme, or that the rules have none."""
    return status.titles.get(name) or words.say("status_unknown")


def level_title(name: str, words: Words) -> str:
    """Return the name of a level, or that a page names none."""
    return capital(words.say(name or "status_no_level"))


def _role(entry: Listed, words: Words) -> str:
    role = words.vocabulary.owners.get(entry.role)
    return role.title if role else ""


# ---- widths


def _short(piece: str, room: int, *, at_end: bool = False) -> str:
    """Return *piece* cut to *room* columns: a path keeps its end, anything else its start."""
    if len(piece) <= 4 * room and shown_width(piece) <= room:
        return piece
    piece = piece[: 4 * room] if at_end else piece[-4 * room :]
    while shown_width(piece) > room - 1:
        piece = piece[:-1] if at_end else piece[1:]
    return f"{piece}…" if at_end else f"…{piece}"


# ---- CSV

PAGES = (
    "Page", "Line", "Checklist", "Campaign", "Launch", "Ends", "Total", "Done", "Not applicable", "Waived", "To check again", "Open",
    "Overdue", "Next due",
)
ENTRIES = (
    "Code", "State", "Level", "Theme", "What to do", "Owner", "Role", "Due", "Evidence", "Why not", "Page", "Line", "Checklist",
)


def csv(status: Status, words: Words) -> str:
    """Return a row for each checklist, or for each entry if the ledger was asked for (RFC 4180, UTF-8)."""
    import io
    from csv import writer

    from .dialects.csv import inert

    table = io.StringIO()
    rows = writer(table, lineterminator="\r\n")
    rows.writerow(PAGES if status.entries is None else ENTRIES)
    for row in _sheet_rows(status) if status.entries is None else _entry_rows(status, words):
        rows.writerow([inert(cell) for cell in row])
    return table.getvalue()


def _sheet_rows(status: Status) -> Iterator[Row]:
    for sheet in status.sheets:
        campaign, figures = sheet.campaign, sheet.figures
        yield (
            visible(sheet.path), str(sheet.line), visible(sheet.id), campaign.title, str(campaign.launch or ""), str(campaign.ends or ""),
            *map(str, figures[:7]), str(figures.next_due or ""),
        )


def _entry_rows(status: Status, words: Words) -> Iterator[Row]:
    for path, id, entry in status.entries or ():
        yield (
            entry.code, words.say(state_name(entry.state)), words.say(entry.level) if entry.level else "",
            theme_title(entry.theme, words, status), entry.action, entry.owner, capital(_role(entry, words)),
            str(entry.day or entry.due), entry.evidence, entry.reason, visible(path), str(entry.line), visible(id),
        )
