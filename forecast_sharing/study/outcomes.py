"""What treatments can be contrasted in: the one list for study files, tables and the report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is measured, in words and in which unit."""

    label: str
    unit: str = ""


OUTCOMES = {
    "inflation": Outcome("report minus forecast, on average", "units"),
    "report_on_forecast": Outcome("slope of the report on the forecast"),
    "capacity_on_report": Outcome("slope of the capacity on the report"),
    "trust_in_reports": Outcome("how far capacities go from those without a report to those of full trust"),
    "capacity": Outcome("capacity, on average", "units"),
    "efficiency": Outcome("expected profit of both over the most there is"),
    "sender_profit": Outcome("sender's profit in a round, on average", "points"),
    "receiver_profit": Outcome("receiver's profit in a round, on average", "points"),
}
