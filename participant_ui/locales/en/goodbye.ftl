# The last page.

goodbye-title = { $exit_reason ->
    [completed] Thank you
    [partner_left] Thank you
    [waited_too_long] Thank you
    [consent_declined] You have not taken part
   *[other] The study ends here for you
}
goodbye-completed = You have finished the study. Thank you very much for taking part.
goodbye-consent_declined = You have declined to take part. That is perfectly all right. You need not do anything else.
goodbye-quiz_failed = One or more answers were still wrong after the last attempt, so you cannot go on to the main part. Thank you very much for your time.
goodbye-ended_by_experimenter = The experimenter has ended the study for you. You are paid the show-up fee and what you have earned so far. Thank you very much for taking part.
goodbye-partner_left = The people you would have played your last rounds with have left the study, so it ends earlier for you. You have done everything that was asked of you. Thank you very much for taking part.
goodbye-waited_too_long = You have left the study after waiting for a long time. You have done everything that was asked of you. Thank you very much for your patience.
goodbye-dropped_out = { $counterpart ->
    [robot] The study has ended for you.
   *[human] { $dropout ->
        [robot] The study went on without you: a computer plays in your place.
        [end_pair] The study went on without you.
       *[wait] The study went on without you.
    }
} { $counterpart ->
    [robot] { goodbye-dropped_out-alone }
   *[human] { goodbye-dropped_out-waited }
} You cannot come back in. { $dropout_pay ->
    [nothing] As the instructions say, you are not paid.
    [earned] As the instructions say, you are paid what you had earned until then and the show-up fee.
   *[fee] As the instructions say, you are paid the show-up fee.
}
goodbye-dropped_out-alone = { $page_seconds ->
    [0] That happens when the experimenter counts somebody as gone.
   *[other] That happens when a page is not finished in time, or when the experimenter counts somebody as gone.
}
goodbye-dropped_out-waited = { $page_seconds ->
    [0] That happens when nothing is heard from somebody for too long, or when the experimenter counts them as gone.
   *[other] That happens when nothing is heard from somebody for too long, when a page is not finished in time, or when the experimenter counts them as gone.
}
goodbye-came_too_late = { $counterpart ->
    [robot] You can no longer begin: the time to begin was over, or the experimenter has ended the study for you.
   *[human] The study began without you: the time to begin was over, others could not wait any longer, or the experimenter has ended it for you.
} You are paid the show-up fee for coming.
earnings-heading = Your payment
earnings-rounds-heading = Paid rounds
earnings-round = Round
earnings-profit = Your profit in points
earnings-no-result = no result
earnings-points = Profits of the paid rounds
earnings-belief-points = { $belief_pay ->
    [one_round] { $belief_round ->
        [0] Prize for what you expected: no round could be drawn
       *[other] Prize for what you expected in round { $belief_round }, which was drawn for it
    }
   *[every_round] Prizes for what you expected, in the paid rounds
}
earnings-lost-rounds = For paid rounds that were lost because others left
earnings-endowment = Points at the start
earnings-balance = Balance
earnings-forgiven = A balance below zero counts as zero
earnings-exchanged = { $exchange_points } points are worth { $exchange_money }
earnings-loss-not-deducted = Loss beyond the show-up fee, which you need not pay
earnings-show-up-fee = Show-up fee
earnings-total = You are paid
goodbye-link-text = Please click this link now. It tells the recruiting site that you have finished.
goodbye-link = Finish and return
goodbye-code-text = Your completion code:
goodbye-stay = { $exit_reason ->
    [completed] { goodbye-stay-seated }
    [partner_left] { goodbye-stay-seated }
   *[other] If you are in a laboratory, please raise your hand. If you take part online, you can close this page.
}
goodbye-stay-seated = Please stay seated until the experimenter calls you, or close this page if you take part online.
