# The last page.

goodbye-title = { $exit_reason ->
    [completed] Thank you
    [consent_declined] You have not taken part
   *[other] The study ends here for you
}
goodbye-completed = You have finished the study. Thank you very much for taking part.
goodbye-consent_declined = You have declined to take part. That is perfectly all right. You need not do anything else.
goodbye-quiz_failed = One or more answers were still wrong after the last attempt, so you cannot go on to the main part. Thank you very much for your time.
goodbye-no_show = The study has begun without you, so you cannot take part in it any more. Please contact the experimenter if you have questions.
goodbye-ended_by_experimenter = The experimenter has ended the study for you. You are paid for what you have earned so far. Thank you very much for taking part.
earnings-heading = Your payment
earnings-rounds-heading = Paid rounds
earnings-round = Round
earnings-profit = Your profit in points
earnings-no-result = no result
earnings-points = Profits of the paid rounds
earnings-belief-points = Prizes won with what you expected, in the paid rounds
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
    [completed] Please stay seated until the experimenter calls you, or close this page if you take part online.
   *[other] If you are in a laboratory, please raise your hand. If you take part online, you can close this page.
}
