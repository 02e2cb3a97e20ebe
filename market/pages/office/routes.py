"""The door of officers and facilitators."""

from market.pages.office import calls, day, handing_over, helping, house
from market.pages.office.bazaars import (
    after,
    allotting,
    announcing,
    applications,
    attendance,
    bazaar,
    drawing,
    fees,
    floor_plan,
    gate,
    offices,
    paper,
    planning,
    questions,
    refilling,
    registering,
    report,
    runs,
    season,
    sites,
    told,
    trouble,
    turnover,
    verdicts,
    visitors,
)
from market.pages.office.groups import facilitators, group, importing, people

PARTS = (
    importing, group, facilitators, people, calls, house, floor_plan, registering, questions, applications, verdicts,
    allotting, drawing, runs, announcing, told, after, fees, gate, refilling, trouble, attendance, paper, report,
    turnover, visitors, planning,
    sites, season, offices, bazaar, handing_over, helping, day,
)  # fmt: skip
routers = [part.router for part in PARTS]
