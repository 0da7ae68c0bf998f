"""Programs that read the tables with their types and labels and draw the first plot: base R, and Stata."""

import json
from collections.abc import Sequence

from forecast_sharing.tables.column import Column
from forecast_sharing.tables.psych_ds import file_name
from forecast_sharing.tables.stored_tables import BY_NAME

_R_TYPES = {
    "text": "character",
    "choice": "character",
    "integer": "numeric",
    "number": "numeric",
    "boolean": "integer",
    "time": "character",
}
_R_HEAD = """\
# Reads every table with its types, and draws reports against forecasts. Needs R alone, no packages.
# Run it in the folder of the package: Rscript R/load.R

read_one <- function(name, classes, choices, booleans, times) {
  table <- read.csv(file.path("data", name), colClasses = classes, na.strings = "", encoding = "UTF-8",
                    check.names = FALSE)
  for (column in names(choices)) table[[column]] <- factor(table[[column]], levels = choices[[column]])
  for (column in booleans) table[[column]] <- table[[column]] == 1
  for (column in times) {
    table[[column]] <- as.POSIXct(sub("Z$", "", table[[column]]), format = "%Y-%m-%dT%H:%M:%OS", tz = "UTC")
  }
  table
}

"""
_R_PLOT = """
# The first plot: what was reported for each forecast, by treatment.
said <- rounds[!is.na(rounds$report) & !rounds$is_practice, ]
if (nrow(said) > 0) {
  treatments <- sort(unique(said$treatment))
  png("first_plot.png", width = 480 * length(treatments), height = 480)
  par(mfrow = c(1, length(treatments)))
  for (treatment in treatments) {
    some <- said[said$treatment == treatment, ]
    plot(some$forecast, some$report, main = treatment, xlab = "Forecast", ylab = "Report",
         xlim = range(said$forecast), ylim = range(said$report), col = "#00000055", pch = 16)
    abline(0, 1, lty = 2)
  }
  invisible(dev.off())
}
"""
_DO = """\
* Reads every table with its labels into a frame of its own, and draws reports against forecasts. Stata 16 or later.
* Run it in the folder of the package: do stata/load.do

version 16
{frames}
frame change rounds
twoway (scatter report forecast if !is_practice, msize(small) mcolor(%30)) (function y = x, range(forecast)), ///
    by(treatment, legend(off)) xtitle("Forecast") ytitle("Report")
graph export first_plot.png, replace
"""


def r_program(tables: Sequence[str]) -> str:
    """Return `R/load.R` for these tables."""
    return _R_HEAD + "\n".join(_r_table(name) for name in tables) + "\n" + _R_PLOT


def stata_program(tables: Sequence[str]) -> str:
    """Return `stata/load.do` for these tables."""
    lines = [f"capture frame create {name}\nframe {name}: use stata/{name}.dta, clear" for name in tables]
    return _DO.format(frames="\n".join(lines))


def _r_table(name: str) -> str:
    columns = BY_NAME[name].columns
    classes = ", ".join(f"{column.name} = {_quoted(_R_TYPES[column.type])}" for column in columns)
    choices = ", ".join(f"{column.name} = {_r_vector(column.choices)}" for column in columns if column.choices)
    return (
        f"{name} <- read_one(\n  {_quoted(file_name(name))},\n  c({classes}),\n  list({choices}),\n"
        f"  {_r_vector(_names(columns, 'boolean'))},\n  {_r_vector(_names(columns, 'time'))}\n)"
    )


def _names(columns: Sequence[Column], kind: str) -> list[str]:
    return [column.name for column in columns if column.type == kind]


def _r_vector(words: Sequence[str]) -> str:
    return f"c({', '.join(map(_quoted, words))})" if words else "character()"


def _quoted(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)
