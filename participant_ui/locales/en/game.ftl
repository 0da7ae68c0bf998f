# The pages of a round.

round-text = { $round_kind ->
    [practice] Practice round { $round_in_kind } of { $practice_rounds }
   *[counted] Round { $round_in_kind } of { $num_rounds }
}
part-title = Part { $part } of { $n_parts } begins
part-intro = From now on some things are different. Please read what changes before you go on.
part-intro-same = A new part begins.
part-changes = What is different from now on
part-what = What
part-before = Until now
part-after = From now on
part-same = { $n_changes ->
    [0] Everything stays as it was
   *[other] Everything else stays as it was
}: { $counterpart ->
    [robot] how the computer decides by its rule
   *[human] the people you can meet
}, how roles are given, what points are worth, and all { $n_changes ->
    [0] numbers
   *[other] other numbers
}. The instructions on this page and on later pages are those of the new part.
part-topic-mean_demand = Demand when the forecast and the market noise are both zero
part-topic-forecast_half_width = The range of the forecast
part-topic-noise_half_width = The range of the market noise
part-topic-forecast_distribution = Which forecasts are likely
part-topic-noise_distribution = Which market noise is likely
part-topic-retail_price = What the { role-sender } gets from the market for each unit sold
part-topic-wholesale_price = What the { role-sender } pays the { role-receiver } for each unit sold
part-topic-production_cost = What each unit sold costs the { role-receiver }
part-topic-capacity_cost = What each unit of capacity costs the { role-receiver }
part-topic-messages = What the { role-sender } can send
part-topic-feedback = What you see after a round
part-topic-history = The table of your past rounds
part-topic-beliefs = Whether you are asked what you expect
part-range = from { $lowest_value } to { $highest_value }
part-value-forecast_distribution = { $forecast_is_uniform ->
    [yes] every whole number is equally likely
   *[no] numbers in the middle are more likely than numbers near the ends
}
part-value-noise_distribution = { $noise_is_uniform ->
    [yes] every whole number is equally likely
   *[no] numbers in the middle are more likely than numbers near the ends
}
part-value-messages = { $messages ->
    [number] a report
    [number_and_text] a report and a text
   *[none] nothing
}
part-value-feedback = { $feedback ->
    [full] everything, with the profits of both
    [own] capacity, demand and your own profit
   *[none] nothing until the end
}
part-value-history = { $history ->
    [open] open on each page
   *[closed] closed, and can be opened on each page
}
part-value-beliefs = { $beliefs ->
    [asked] yes
   *[off] no
}
part-question-mean_demand = From now on, what is demand when the forecast and the market noise are both zero, in units?
part-question-forecast_half_width = From now on, what is the highest forecast, in units?
part-question-noise_half_width = From now on, what is the highest market noise, in units?
part-question-forecast_distribution = From now on, which forecasts are likely?
part-question-noise_distribution = From now on, which market noise is likely?
part-question-retail_price = From now on, how many points does the { role-sender } get from the market for each unit sold?
part-question-wholesale_price = From now on, how many points does the { role-sender } pay the { role-receiver } for each unit sold?
part-question-production_cost = From now on, how many points does each unit sold cost the { role-receiver }?
part-question-capacity_cost = From now on, how many points does each unit of capacity cost the { role-receiver }?
part-question-messages = From now on, what can the { role-sender } send?
part-question-feedback = From now on, what do you see after a round?
part-question-history = From now on, how do you find the table of your past rounds?
part-question-beliefs = From now on, are you asked what you expect?
field-part_number-label = { $part_question }
field-part_word-label = { $part_question }
part-explanation = Please look at the table above once more. { $part_topic } from now on: { $part_value }.

your-role = You are the { $role ->
    [sender] { role-sender }
   *[receiver] { role-receiver }
}.

computer-notice = { $computer ->
    [always] You play with a computer. It decides as the { $role ->
        [sender] { role-receiver }
       *[receiver] { role-sender }
    }.
   *[instead] The person you would have played with in this round has left the study. A computer decides in their place, as the { $role ->
        [sender] { role-receiver }
       *[receiver] { role-sender }
    }.
}

report-title = { $messages ->
    [number] Your report
    [number_and_text] Your report
   *[none] Your forecast
}
report-forecast-heading = Your private forecast
report-forecast-private = Only you see this number.
report-meaning = With this forecast, demand will be from { $low_demand } to { $high_demand } units, { $noise_is_uniform ->
    [yes] every whole number equally likely
   *[no] and numbers in the middle are more likely than numbers near the ends
}.
report-profits-heading = { $computer ->
    [no] What you both earn
   *[other] What you and the computer earn
}
report-instruction = { $messages ->
    [number] { report-instruction-number }
    [number_and_text] { report-instruction-number }
   *[none] { report-no-message }
}
report-instruction-number = Send a report of your forecast to the { role-receiver }. The { role-receiver } sees your report, but not your forecast, and then decides how much capacity to build.
report-no-message = You cannot send a report. The { role-receiver } decides how much capacity to build without one.
field-report-label = Your report
field-report-hint = A whole number from { $lowest_forecast } to { $highest_forecast }.
field-text-label = Text to go with your report (optional)
field-text-hint = At most { $longest_text } characters. Please do not write anything that reveals who you are.
button-send-report = { $messages ->
    [number] Send report
    [number_and_text] Send report
   *[none] Continue
}

capacity-title = Your capacity
capacity-report-heading = { $messages ->
    [number] The { role-sender }’s report
    [number_and_text] The { role-sender }’s report
   *[none] What you know
}
capacity-text-heading = Text sent with the report
capacity-no-report = { $decision_seconds ->
    [0] No report was sent in this round: the experimenter moved the { role-sender } on.
   *[other] No report was sent in this round: the { role-sender }’s time ran out, or the experimenter moved the { role-sender } on.
}
capacity-no-message = The { role-sender } cannot send a report.
capacity-forecast-unknown = The { role-sender } saw the forecast. You do not see it. It is a whole number from { $lowest_forecast } to { $highest_forecast }.
capacity-meaning = If the forecast is equal to the report, demand will be from { $low_demand } to { $high_demand } units.
capacity-meaning-none = Demand can be from { $lowest_demand } to { $highest_demand } units.
capacity-instruction = Decide how much capacity to build.
field-capacity-label = Your capacity, in units
field-capacity-hint = A whole number from { $lowest_capacity } to { $highest_capacity }.
button-build-capacity = Build capacity

belief-capacity-title = The capacity that you expect
belief-capacity-question = { $messages ->
    [number] { belief-capacity-report-sent }
    [number_and_text] { belief-capacity-report-sent }
   *[none] The { role-receiver } decides how much capacity to build.
} Imagine a hundred rounds in which you know just what you know now. How much capacity do you expect the { role-receiver } to build, on average?
belief-capacity-report-sent = Your report has been sent. It cannot be changed any more. The { role-receiver } decides how much capacity to build.
belief-capacity-advice = The closer your answer is to the capacity that is built, the more likely you win { $belief_prize } points{ $belief_pay ->
    [one_round] , if this round is drawn for it
   *[every_round] {""}
}. You have the best chance with the average that you really expect.
belief-forecast-title = The forecast that you expect
belief-forecast-question = Your capacity is decided. It cannot be changed any more. Imagine a hundred rounds in which you know just what you know now. What do you expect the forecast to be, on average? Then give a range in which you think the forecast of this round was.
belief-forecast-advice = A lot decides whether the number or the range can win { $belief_prize } points{ $belief_pay ->
    [one_round] , if this round is drawn for it
   *[every_round] {""}
}. The closer the number is to the forecast, the more likely it wins: you have the best chance with the average that you really expect. The range can win only if the forecast is in it, and the narrower it is, the more likely it wins. It need not contain the number.
belief-private = Nobody else taking part is shown your answer. You learn at the end of the study how much you have won.
field-stated_capacity-label = The capacity that you expect on average, in units
field-stated_capacity-hint = A whole number from { $lowest_capacity } to { $highest_capacity }.
field-stated_forecast-label = The forecast that you expect on average
field-stated_forecast-hint = A whole number from { $lowest_forecast } to { $highest_forecast }.
field-stated_forecast_low-label = Your range: the forecast is at least
field-stated_forecast_low-hint = A whole number from { $lowest_forecast } to { $highest_forecast }.
field-stated_forecast_high-label = Your range: the forecast is at most
field-stated_forecast_high-hint = A whole number, not below the lower end of your range.

sender-profit-rule = The { role-sender } earns { $sender_margin } points for each unit sold.
receiver-profit-rule = The { role-receiver } earns { $receiver_margin } points for each unit sold and pays { $capacity_cost } points for each unit of capacity.

results-title = { $round_kind ->
    [practice] Results of practice round { $round_in_kind }
   *[counted] Results of round { $round_in_kind }
}
results-hidden = This round is over. At the end of the study you see your own profits of the paid rounds.
results-partner-left = The other person has left the study, so this round is not played. { $round_kind ->
    [practice] {""}
   *[counted] { $lost_round_pay ->
        [0] You earn nothing in it.
       *[other] If it is a paid round, you get { $lost_round_pay } points for it.
    }
}
results-no-capacity = { $decision_seconds ->
    [0] The experimenter moved the { role-receiver } on before a capacity was chosen.
   *[other] The { role-receiver }’s time ran out, or the experimenter moved the { role-receiver } on, before a capacity was chosen.
} This round has no result, and nobody earns anything in it.
results-belief-has-no-truth = No capacity was built that your expectation could be compared with, so this round pays no prize for it.
results-practice-note = This was a practice round. It is not paid.
results-own-payoff = Your profit
results-partner-payoff = { $computer ->
    [no] The other person’s profit
   *[other] The computer’s profit
}
results-sales = Units sold
results-no-value = none
button-next-round = { $is_last_round ->
    [yes] Continue
   *[no] Next round
}

waiting-for-block = Please wait until enough people have arrived. The study goes on by itself.
waiting-for-report = Please wait for the report of the { role-sender } you play with in this round. This page goes on by itself.
waiting-for-capacity = Please wait until the { role-receiver } you play with in this round has chosen a capacity. This page goes on by itself.
