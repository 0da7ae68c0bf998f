# Consent, instructions and comprehension questions.
# Values in braces come from the session's settings; never type a number into a text.

consent-title = Taking part in this study
consent-agree = I agree to take part
consent-decline = I do not want to take part
consent-changed = The text has been changed since you opened this page. Please read it as it is now, and answer once more.
field-consent-label = Do you agree to take part?

# A template, to be replaced by the text that your ethics board has approved: copy it to consent-v2, change it, and set
# consent_version to v2. Put four blanks in front of each line; blank lines part paragraphs. The version and a hash of
# the text shown are stored for each person.
consent-v1 =
    You are invited to take part in a study of how people make decisions. You will make decisions together with { $counterpart ->
        [robot] a computer
       *[human] other participants
    } and answer some questions.

    You are paid for taking part: a show-up fee of { $show_up_fee }, and in addition an amount that depends on your decisions, on the decisions of { $counterpart ->
        [robot] the computer
       *[human] others
    } and on chance. How it is worked out is explained in the instructions. You can never lose money of your own.

    Taking part is voluntary. You may decline now, or stop later by telling the experimenter, without giving a reason. { $show_up_fee_on_decline ->
        [yes] If you decline now, you are still paid the show-up fee.
       *[no] If you decline now, only that you declined and when is recorded, and no payment is made.
    }

    Your decisions and answers are stored under a random code, without your name, and are used for research. Other participants never learn who you are. Where a computer makes a decision instead of a person, you are told.

instructions-title = Instructions
instructions-intro = Please read these instructions carefully. { $same_for_all ->
    [yes] They are the same for everybody.
   *[no] They are the same for everybody whom you can meet.
} You can open them again on every later page. Some questions about them follow.

role-sender = { $frame ->
    [supply-chain] manufacturer
   *[neutral] sender
}
role-receiver = { $frame ->
    [supply-chain] supplier
   *[neutral] receiver
}
Role-sender = { $frame ->
    [supply-chain] Manufacturer
   *[neutral] Sender
}
Role-receiver = { $frame ->
    [supply-chain] Supplier
   *[neutral] Receiver
}

instructions-roles-heading = Two roles
instructions-roles = { $frame ->
    [supply-chain] { instructions-two-together } One is the manufacturer, who sells a product to consumers. The other is the supplier, who builds the capacity that is needed to make the product.
   *[neutral] { instructions-two-together } One is the sender, who sells a product. The other is the receiver, who builds the capacity that is needed to make the product.
}
instructions-two-together = { $counterpart ->
    [robot] In each round a person and a computer play together: you and the computer.
   *[human] In each round two people play together.
}
instructions-role-rule = { $roles ->
    [fixed] You keep the same role in all rounds.
    [alternate] You change roles from each round to the next.
   *[random] Who has which role is drawn anew in each round. Both roles are equally likely.
}
instructions-matching = { $matching ->
    [partner] { $counterpart ->
        [robot] You play with a computer in all rounds, never with a person. It follows a fixed rule that does not depend on what happened in earlier rounds, and it is not another participant.
       *[human] You play with the same person in all rounds.
    }
    [perfect_stranger] You play with a different person in each round and never meet anybody twice.
   *[stranger] In each round the person you play with is drawn from a group of { $block_size } people, you included, and is never the person of the round before. You may meet the same person again later, but nobody learns who it is.
}
instructions-rounds = { instructions-number-of-rounds }{ $n_parts ->
    [one] {""}
   *[other] {" "}The study has { $n_parts } parts. These instructions are those of part { $part }. Before each new part a page tells you what changes.
}
instructions-number-of-rounds = { $practice_rounds ->
    [0] There { $num_rounds ->
        [one] is one round.
       *[other] are { $num_rounds } rounds.
    }
    [one] First there is one practice round that is not paid, then { $num_rounds ->
        [one] one round
       *[other] { $num_rounds } rounds
    } that count.
   *[other] First there are { $practice_rounds } practice rounds that are not paid, then { $num_rounds ->
        [one] one round
       *[other] { $num_rounds } rounds
    } that count.
}

instructions-round-heading = What happens in a round
instructions-step-forecast = The { role-sender } alone sees a forecast: a whole number from { $lowest_forecast } to { $highest_forecast }. { $forecast_is_uniform ->
    [yes] Every number is equally likely, and each
   *[no] Numbers near 0 are more likely than numbers far from it: about { $forecast_middle_percent } of 100 forecasts are from { $lowest_forecast_middle } to { $forecast_middle }. Each
} round has a new forecast.
instructions-step-report = { $messages ->
    [number] The { role-sender } sends a report of the forecast to the { role-receiver }: a whole number from { $lowest_forecast } to { $highest_forecast }. The report may be any of these numbers. It need not be equal to the forecast.
    [number_and_text] The { role-sender } sends a report of the forecast to the { role-receiver }: a whole number from { $lowest_forecast } to { $highest_forecast }, with a short text if wanted. The report may be any of these numbers. It need not be equal to the forecast.
   *[none] The { role-sender } cannot send anything to the { role-receiver }.
}
instructions-step-capacity = { $messages ->
    [number] { instructions-step-capacity-after-report }
    [number_and_text] { instructions-step-capacity-after-report }
   *[none] The { role-receiver } decides how much capacity to build: a whole number of units from { $lowest_capacity } to { $highest_capacity }.
}
instructions-step-capacity-after-report = The { role-receiver } sees the report, but not the forecast, and decides how much capacity to build: a whole number of units from { $lowest_capacity } to { $highest_capacity }.
instructions-step-demand = Then demand is known. As many units are sold as demand and capacity both allow: the smaller of the two numbers.

instructions-demand-heading = Demand
instructions-demand = Demand = { $mean_demand } + forecast + market noise.
instructions-noise = { $noise_half_width ->
    [0] There is no market noise: the forecast is exact.
   *[other] Market noise is a whole number from { $lowest_noise } to { $noise_half_width }. { $noise_is_uniform ->
        [yes] Every number is equally likely.
       *[no] Numbers near 0 are more likely than numbers far from it: in about { $noise_middle_percent } of 100 rounds it is from { $lowest_noise_middle } to { $noise_middle }.
    } It is drawn anew in each round, and nobody knows it in advance.
}

instructions-profit-heading = Profits
instructions-sender-profit = The { role-sender } earns { $sender_margin } points for each unit sold (a price of { $retail_price } points less the { $wholesale_price } points paid to the { role-receiver }).
instructions-receiver-profit = { $production_cost ->
    [0] The { role-receiver } earns { $wholesale_price } points for each unit sold and pays { $capacity_cost } points for each unit of capacity, whether it is needed or not.
   *[other] The { role-receiver } earns { $receiver_margin } points for each unit sold ({ $wholesale_price } points less a production cost of { $production_cost } points) and pays { $capacity_cost } points for each unit of capacity, whether it is needed or not.
}
instructions-loss = The { role-receiver }’s profit of a round can be negative. The { role-sender }’s cannot.

instructions-feedback-heading = What you learn after a round
instructions-feedback = { $feedback ->
    [full] { $counterpart ->
        [robot] You see the forecast, what was decided, demand, your profit and the computer’s.
       *[human] Both of you see the forecast, what was decided, demand, and the profits of both.
    }
    [own] You see capacity, demand and your own profit. The forecast stays private, and you do not see the other { $counterpart ->
        [robot] side’s
       *[human] person’s
    } profit.
   *[none] You do not see results of the rounds. At the end of the study you see your own profits of the paid rounds.
}

instructions-beliefs-heading = What you expect
instructions-beliefs = After the report has been sent, the { role-sender } is asked how much capacity to expect on average. After capacity has been decided, the { role-receiver } is asked which forecast to expect on average, and for a range in which it was. These answers change nothing in the round. Nobody else taking part is shown them.
instructions-beliefs-average = “On average” means: imagine a hundred rounds in which you know just what you know now. The number asked for is the average over all of them, whether or not it is the most likely single number.
instructions-beliefs-prize = { $belief_pay ->
    [one_round] At the end of the study, one of your paid rounds with such questions is drawn by lot, each equally likely. What you expected in that round can win a prize of { $belief_prize } points, which are worth { $belief_money }.
   *[every_round] In each paid round, what you expected can win a prize of { $belief_prize } points, which are worth { $belief_money }.
} Your chance depends on how right you were, and a lot decides whether you win. You have the best chance if you state the average that you really expect.
instructions-beliefs-capacity = Capacity: if you are exactly right, you win for certain. If you are off by { $capacity_near_miss } units, you win in about { $capacity_near_chance } of 100 cases; off by { $capacity_far_miss } units, in about { $capacity_far_chance } of 100 cases.
instructions-beliefs-forecast = Forecast: a lot decides whether your number or your range can win. If the number is exactly right, it wins for certain. If it is off by { $forecast_near_miss } units, it wins in about { $forecast_near_chance } of 100 cases; off by { $forecast_far_miss } units, in about { $forecast_far_chance } of 100 cases. A range that does not contain the forecast never wins. If it contains the forecast, it wins more often the narrower it is: if it is { $narrow_width } units wide, in about { $narrow_chance } of 100 cases; { $wide_width } units wide, in about { $wide_chance } of 100 cases. The range need not contain the number.
instructions-beliefs-paid = What you win is added to your profits. You learn only at the end of the study how much you have won. If no capacity was built in a round, there is nothing to compare with what the { role-sender } expected, and that round pays no prize{ $belief_pay ->
    [one_round] {""}: another one is drawn.
   *[every_round] .
} { $decision_seconds ->
    [0] {""}
   *[other] If your time runs out before you answer, you cannot win a prize in that round.
}

instructions-payment-heading = Payment
instructions-paid-rounds = { $pays_all_rounds ->
    [yes] { $num_rounds ->
        [one] You are paid your profit of the one round that counts.
       *[other] Your profits of all { $num_rounds } rounds are added up.
    }
   *[no] { $n_paid_rounds ->
        [one] One of the { $num_rounds } rounds is paid. It was drawn by lot before the study began, every round was equally likely, and it is the same for everybody.
       *[other] { $n_paid_rounds } of the { $num_rounds } rounds are paid. They were drawn by lot before the study began, every round was equally likely, and they are the same for everybody.
    } You learn at the end what was drawn.
}
instructions-endowment = { $endowment ->
    [0] You start with 0 points.
   *[other] You start with { $endowment } points, which are added to your profits.
}
instructions-exchange = { $exchange_points } points are worth { $exchange_money }.
instructions-negative = { $negative_balance ->
    [forgiven] Should your points add up to less than zero, they count as zero.
   *[deducted] Should your points add up to less than zero, the loss is taken from your show-up fee, but never more than the fee.
} You never have to pay anything.
instructions-leaving-heading = { $counterpart ->
    [robot] If you leave
   *[human] If somebody leaves
}
instructions-leaving = { $dropout ->
    [robot] Should the other person leave the study, a computer decides in their place in the rounds you would have played together. You are told, and these rounds are paid like all others.
    [end_pair] { instructions-leaving-ends-pair }
   *[wait] { instructions-leaving-ends-pair }
}
instructions-leaving-ends-pair = Should the other person leave the study, the rounds you would have played together are not played. { $lost_round_pay ->
    [0] You earn nothing in them.
   *[other] For each of them that is a paid round you get { $lost_round_pay } points.
}
instructions-dropout = Please stay with the study until its end. { $counterpart ->
    [robot] If you do not finish a page within { $page_seconds } seconds, the study ends for you, and you cannot come back in. The time that is left is shown at the top of the page.
   *[human] If nothing is heard from your computer or phone for { $presence_seconds } seconds while somebody waits for you, because the page was closed or the phone was locked, for instance, the study goes on without you, and you cannot come back in. { $page_seconds ->
        [0] {""}
       *[other] The same happens if you do not finish a page within { $page_seconds } seconds. The time that is left is shown at the top of the page.
    }
} { $dropout_pay ->
    [nothing] You are then not paid.
    [earned] You are then paid what you had earned until then and the show-up fee.
   *[fee] You are then paid the show-up fee alone.
}
instructions-max-wait = If you have to wait longer than { $max_wait_seconds } seconds for others, you are asked whether to go on waiting or to leave. If you leave then, you are paid what you have earned so far and the show-up fee.
instructions-show-up-fee = In addition you are paid a show-up fee of { $show_up_fee }.

instructions-time-heading = Time limit
instructions-time = You have { $decision_seconds } seconds for each decision. If the time runs out, nothing is decided for you. A round without a report goes on without one. A round without a capacity has no result, and { $counterpart ->
    [robot] you earn nothing in it.
   *[human] neither of you earns anything in it.
}

quiz-title = Questions about the instructions
quiz-intro = Please answer all questions. You may open the instructions again. { $quiz_max_attempts ->
    [0] You can try as often as you need.
   *[other] You have { $quiz_max_attempts } attempts. If an answer is still wrong after the last one, the study ends for you and you are paid the show-up fee.
}
quiz-new-numbers = The questions with numbers now ask with other numbers. Please answer them anew.
explain-numbers-before = With the numbers before:
quiz-attempts-left = Attempts left: { $attempts_left }

field-quiz_lowest_demand-label = Suppose the forecast is { $example_forecast }. What is the lowest demand that is possible, in units?
field-quiz_sales-label = Suppose capacity is { $example_capacity } and demand turns out to be { $example_demand }. How many units are sold?
field-quiz_sender_profit-label = In the same case, what is the profit of the { role-sender }, in points?
field-quiz_receiver_profit-label = In the same case, what is the profit of the { role-receiver }, in points?
field-quiz_receiver_profit-hint = Type a minus sign if it is a loss.
field-quiz_must_be_true-label = { $messages ->
    [number] { must-report-be-true }
    [number_and_text] { must-report-be-true }
   *[none] { must-report-be-true }
}
must-report-be-true = Must the report be equal to the forecast?
field-quiz_same_partner-label = Do you play with the same person in all rounds?
field-quiz_belief_range-label = Suppose the forecast is { $example_forecast }, and the { role-receiver } states a range from { $example_range_low } to { $example_range_high }. Can this range win the prize?
choice-yes = Yes
choice-no = No

field-quiz_counterpart-label = Do you play with another person or with a computer?
choice-person = With another person
choice-computer = With a computer
explain-quiz_counterpart = You play with a computer in all rounds, never with a person.
explain-quiz_lowest_demand = Demand is { $mean_demand } + forecast + market noise, and market noise is at least { $lowest_noise }: { $mean_demand } + { $example_forecast } + ({ $lowest_noise }) = { $right_lowest_demand }.
explain-quiz_sales = As many units are sold as demand and capacity both allow. The smaller of { $example_capacity } and { $example_demand } is { $right_sales }.
explain-quiz_sender_profit = The { role-sender } earns { $sender_margin } points for each unit sold: { $sender_margin } × { $right_sales } = { $right_sender_profit }.
explain-quiz_receiver_profit = The { role-receiver } earns { $receiver_margin } points for each unit sold and pays { $capacity_cost } points for each unit of capacity: { $receiver_margin } × { $right_sales } − { $capacity_cost } × { $example_capacity } = { $right_receiver_profit }.
explain-quiz_must_be_true = { $messages ->
    [number] { explain-any-number }
    [number_and_text] { explain-any-number }
   *[none] { explain-any-number }
}
explain-any-number = The report may be any whole number from { $lowest_forecast } to { $highest_forecast }. It need not be equal to the forecast.
explain-quiz_same_partner = { $matching ->
    [partner] You play with the same person in all rounds.
    [perfect_stranger] You never meet anybody twice.
   *[stranger] You play with another person than in the round before.
}
explain-quiz_belief_range = A range can win only if it contains the forecast, however near it is otherwise: { $example_forecast } is not among the numbers from { $example_range_low } to { $example_range_high }.
