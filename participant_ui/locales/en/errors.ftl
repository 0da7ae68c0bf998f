# What is wrong with an entry: the rule, and what was typed.

error-number-missing = Please type a number.
error-number-not-whole = “{ $typed }” is not a whole number. Please type a number without decimals.
error-number-ambiguous = “{ $typed }” can be read as { $one } or as { $other }. Please type the number without a separator for thousands.
error-number-unreadable = “{ $typed }” is not a number. Please use digits only, with a minus sign in front if needed.
error-number-out-of-range = “{ $typed }” is out of range. Please type a whole number from { $lowest } to { $highest }.
error-number-too-low = “{ $typed }” is too low here. Please type a whole number that is at least { $least }.
error-choice-missing = Please choose an answer.
error-text-too-long = The text has { $length } characters. It may have at most { $longest }.
amount-units = { $amount } units
amount-points = { $amount } points
calculator-error = Please type two whole numbers from { $lowest } to { $highest }.
