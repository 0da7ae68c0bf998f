# Einwilligung, Anleitung und Verständnisfragen.
# Werte in Klammern kommen aus den Einstellungen der Sitzung; nie eine Zahl in einen Text schreiben.

consent-title = Teilnahme an dieser Studie
consent-agree = Ich möchte teilnehmen
consent-decline = Ich möchte nicht teilnehmen
consent-changed = Der Text wurde geändert, seit Sie diese Seite geöffnet haben. Bitte lesen Sie ihn in der jetzigen Fassung und antworten Sie noch einmal.
field-consent-label = Möchten Sie teilnehmen?

# Eine Vorlage. Der Text, den Ihre Ethikkommission genehmigt hat, tritt an ihre Stelle: nach consent-v2 kopieren, dort
# ändern und consent_version auf v2 setzen. Vor jede Zeile gehören vier Leerzeichen; Leerzeilen trennen Absätze. Zu jeder
# Person werden die Version und ein Hash des gezeigten Textes gespeichert.
consent-v1 =
    Wir laden Sie zu einer Studie darüber ein, wie Menschen Entscheidungen treffen. Sie treffen Entscheidungen zusammen mit { $counterpart ->
        [robot] einem Computer
       *[human] anderen Teilnehmenden
    } und beantworten einige Fragen.

    Für die Teilnahme werden Sie bezahlt: Sie erhalten ein Antrittsgeld von { $show_up_fee } und dazu einen Betrag, der von Ihren Entscheidungen, von den Entscheidungen { $counterpart ->
        [robot] des Computers
       *[human] anderer
    } und vom Zufall abhängt. Wie er berechnet wird, steht in der Anleitung. Eigenes Geld können Sie nie verlieren.

    Die Teilnahme ist freiwillig. Sie können jetzt ablehnen oder später aufhören, indem Sie der Versuchsleitung Bescheid geben. Gründe brauchen Sie nicht zu nennen. { $show_up_fee_on_decline ->
        [yes] Wenn Sie jetzt ablehnen, erhalten Sie das Antrittsgeld trotzdem.
       *[no] Wenn Sie jetzt ablehnen, wird nur festgehalten, dass und wann Sie abgelehnt haben, und es wird nichts ausgezahlt.
    }

    Ihre Entscheidungen und Antworten werden unter einem zufälligen Code und ohne Ihren Namen gespeichert und für die Forschung verwendet. Andere Teilnehmende erfahren nie, wer Sie sind. Wo ein Computer an Stelle eines Menschen entscheidet, wird Ihnen das gesagt.

instructions-title = Anleitung
instructions-intro = Bitte lesen Sie diese Anleitung genau. { $same_for_all ->
    [yes] Sie ist für alle gleich.
   *[no] Sie ist für alle gleich, mit denen Sie spielen können.
} Auf jeder späteren Seite können Sie sie wieder öffnen. Danach folgen einige Fragen dazu.

role-sender = { $frame ->
    [supply-chain] Hersteller
   *[neutral] Sender
}
role-receiver = { $frame ->
    [supply-chain] Lieferant
   *[neutral] Empfänger
}
Role-sender = { $frame ->
    [supply-chain] Hersteller
   *[neutral] Sender
}
Role-receiver = { $frame ->
    [supply-chain] Lieferant
   *[neutral] Empfänger
}

# Die Rollen in anderen Fällen: Dativ und Akkusativ sind gleich; „Hersteller“ und „Sender“ ändern sich nur im Genitiv.
role-receiver-oblique = { $frame ->
    [supply-chain] Lieferanten
   *[neutral] Empfänger
}
role-receiver-genitive = { $frame ->
    [supply-chain] Lieferanten
   *[neutral] Empfängers
}
role-sender-genitive = { $frame ->
    [supply-chain] Herstellers
   *[neutral] Senders
}

instructions-roles-heading = Zwei Rollen
instructions-roles = { $frame ->
    [supply-chain] { instructions-two-together } Auf der einen Seite steht der Hersteller, der ein Produkt verkauft. Auf der anderen steht der Lieferant. Er baut die Kapazität auf, die für das Produkt gebraucht wird.
   *[neutral] { instructions-two-together } Auf der einen Seite steht der Sender, der ein Produkt verkauft. Auf der anderen steht der Empfänger. Er baut die Kapazität auf, die für das Produkt gebraucht wird.
}
instructions-two-together = { $counterpart ->
    [robot] In jeder Runde spielen ein Mensch und ein Computer zusammen: Sie und der Computer.
   *[human] In jeder Runde spielen zwei Personen zusammen.
}
instructions-role-rule = { $roles ->
    [fixed] Sie behalten in allen Runden dieselbe Rolle.
    [alternate] Ihre Rolle wechselt von Runde zu Runde.
   *[random] Wer welche Rolle hat, wird in jeder Runde neu ausgelost. Beide Rollen sind gleich wahrscheinlich.
}
instructions-matching = { $matching ->
    [partner] { $counterpart ->
        [robot] Sie spielen in allen Runden mit einem Computer, nie mit einem Menschen. Er folgt einer festen Regel, die nicht davon abhängt, was in früheren Runden geschehen ist; er ist keine andere teilnehmende Person.
       *[human] Sie spielen in allen Runden mit derselben Person.
    }
    [perfect_stranger] Sie spielen in jeder Runde mit einer anderen Person und treffen niemanden zweimal.
   *[stranger] In jeder Runde wird aus einer Gruppe von { $block_size } Personen, zu der Sie selbst gehören, ausgelost, mit wem Sie spielen. Es ist nie die Person aus der Runde davor. Sie können derselben Person später wieder begegnen, aber niemand erfährt, wer es ist.
}
instructions-rounds = { instructions-number-of-rounds }{ $n_parts ->
    [one] {""}
   *[other] {" "}Die Studie hat { $n_parts } Teile. Diese Anleitung gilt für Teil { $part }. Vor jedem neuen Teil sagt Ihnen eine Seite, was sich ändert.
}
instructions-number-of-rounds = { $practice_rounds ->
    [0] Es gibt { $num_rounds ->
        [one] eine Runde.
       *[other] { $num_rounds } Runden.
    }
    [one] Zuerst gibt es eine Proberunde, die nicht bezahlt wird, dann { $num_rounds ->
        [one] eine Runde, die zählt.
       *[other] { $num_rounds } Runden, die zählen.
    }
   *[other] Zuerst gibt es { $practice_rounds } Proberunden, die nicht bezahlt werden, dann { $num_rounds ->
        [one] eine Runde, die zählt.
       *[other] { $num_rounds } Runden, die zählen.
    }
}

instructions-round-heading = Was in einer Runde geschieht
instructions-step-forecast = Nur der { role-sender } sieht eine Prognose: eine ganze Zahl von { $lowest_forecast } bis { $highest_forecast }. { $forecast_is_uniform ->
    [yes] Jede Zahl ist gleich wahrscheinlich.
   *[no] Zahlen nahe 0 sind wahrscheinlicher als Zahlen, die weit davon entfernt sind: Etwa { $forecast_middle_percent } von 100 Prognosen sind Zahlen von { $lowest_forecast_middle } bis { $forecast_middle }.
} Jede Runde hat eine neue Prognose.
instructions-step-report = { $messages ->
    [number] Der { role-sender } sendet dem { role-receiver-oblique } eine Meldung über die Prognose: eine ganze Zahl von { $lowest_forecast } bis { $highest_forecast }. Die Meldung darf jede dieser Zahlen sein. Sie muss nicht mit der Prognose übereinstimmen.
    [number_and_text] Der { role-sender } sendet dem { role-receiver-oblique } eine Meldung über die Prognose: eine ganze Zahl von { $lowest_forecast } bis { $highest_forecast }, auf Wunsch mit einem kurzen Text. Die Meldung darf jede dieser Zahlen sein. Sie muss nicht mit der Prognose übereinstimmen.
   *[none] Der { role-sender } kann dem { role-receiver-oblique } nichts senden.
}
instructions-step-capacity = { $messages ->
    [number] { instructions-step-capacity-after-report }
    [number_and_text] { instructions-step-capacity-after-report }
   *[none] Der { role-receiver } entscheidet, wie viel Kapazität er aufbaut: eine ganze Zahl von { $lowest_capacity } bis { $highest_capacity } Einheiten.
}
instructions-step-capacity-after-report = Der { role-receiver } sieht die Meldung, aber nicht die Prognose, und entscheidet, wie viel Kapazität er aufbaut: eine ganze Zahl von { $lowest_capacity } bis { $highest_capacity } Einheiten.
instructions-step-demand = Dann steht die Nachfrage fest. Verkauft wird so viel, wie Nachfrage und Kapazität beide zulassen: die kleinere der beiden Zahlen.

instructions-demand-heading = Nachfrage
instructions-demand = Nachfrage = { $mean_demand } + Prognose + Marktschwankung.
instructions-noise = { $noise_half_width ->
    [0] Es gibt keine Marktschwankung: Die Prognose ist genau.
   *[other] Die Marktschwankung ist eine ganze Zahl von { $lowest_noise } bis { $noise_half_width }. { $noise_is_uniform ->
        [yes] Jede Zahl ist gleich wahrscheinlich.
       *[no] Zahlen nahe 0 sind wahrscheinlicher als Zahlen, die weit davon entfernt sind: In etwa { $noise_middle_percent } von 100 Runden ist sie eine Zahl von { $lowest_noise_middle } bis { $noise_middle }.
    } Sie wird in jeder Runde neu ausgelost, und niemand kennt sie im Voraus.
}

instructions-profit-heading = Gewinne
instructions-sender-profit = Der { role-sender } verdient { $sender_margin } Punkte an jeder verkauften Einheit (einen Preis von { $retail_price } Punkten abzüglich der { $wholesale_price } Punkte, die er dem { role-receiver-oblique } zahlt).
instructions-receiver-profit = { $production_cost ->
    [0] Der { role-receiver } verdient { $wholesale_price } Punkte an jeder verkauften Einheit und zahlt { $capacity_cost } Punkte für jede Einheit Kapazität, ob sie gebraucht wird oder nicht.
   *[other] Der { role-receiver } verdient { $receiver_margin } Punkte an jeder verkauften Einheit ({ $wholesale_price } Punkte abzüglich { $production_cost } Punkten für die Herstellung) und zahlt { $capacity_cost } Punkte für jede Einheit Kapazität, ob sie gebraucht wird oder nicht.
}
instructions-loss = Der Gewinn des { role-receiver-genitive } kann in einer Runde negativ sein, der des { role-sender-genitive } nicht.

instructions-feedback-heading = Was Sie nach einer Runde erfahren
instructions-feedback = { $feedback ->
    [full] { $counterpart ->
        [robot] Sie sehen die Prognose, was entschieden wurde, die Nachfrage, Ihren Gewinn und den des Computers.
       *[human] Sie beide sehen die Prognose, was entschieden wurde, die Nachfrage und beide Gewinne.
    }
    [own] Sie sehen die Kapazität, die Nachfrage und Ihren eigenen Gewinn. Die Prognose bleibt geheim, und den Gewinn der anderen { $counterpart ->
        [robot] Seite
       *[human] Person
    } sehen Sie nicht.
   *[none] Sie sehen keine Ergebnisse der Runden. Am Ende der Studie sehen Sie Ihre eigenen Gewinne aus den bezahlten Runden.
}

instructions-beliefs-heading = Was Sie erwarten
instructions-beliefs = Wenn die Meldung gesendet ist, wird der { role-sender } gefragt, wie viel Kapazität er im Durchschnitt erwartet. Wenn die Kapazität entschieden ist, wird der { role-receiver } gefragt, welche Prognose er im Durchschnitt erwartet und in welchem Bereich sie lag. Diese Antworten ändern nichts an der Runde. Niemandem sonst, der teilnimmt, werden sie gezeigt.
instructions-beliefs-average = „Im Durchschnitt“ heißt: Stellen Sie sich hundert Runden vor, in denen Sie genau das wissen, was Sie jetzt wissen. Gefragt ist der Durchschnitt über alle diese Runden, ob er nun die wahrscheinlichste einzelne Zahl ist oder nicht.
instructions-beliefs-prize = { $belief_pay ->
    [one_round] Am Ende der Studie wird eine Ihrer bezahlten Runden mit solchen Fragen ausgelost; jede ist gleich wahrscheinlich. Mit dem, was Sie in dieser Runde erwartet haben, können Sie einen Preis von { $belief_prize } Punkten gewinnen, die { $belief_money } wert sind.
   *[every_round] In jeder bezahlten Runde können Sie mit dem, was Sie erwartet haben, einen Preis von { $belief_prize } Punkten gewinnen, die { $belief_money } wert sind.
} Wie wahrscheinlich das ist, hängt davon ab, wie gut Ihre Antwort zutrifft; ob Sie gewinnen, entscheidet das Los. Am wahrscheinlichsten gewinnen Sie, wenn Sie den Durchschnitt angeben, den Sie wirklich erwarten.
instructions-beliefs-capacity = Kapazität: Wenn Ihre Zahl genau stimmt, gewinnen Sie sicher. Wenn sie um { $capacity_near_miss } Einheiten danebenliegt, gewinnen Sie in etwa { $capacity_near_chance } von 100 Fällen, bei { $capacity_far_miss } Einheiten in etwa { $capacity_far_chance } von 100 Fällen.
instructions-beliefs-forecast = Prognose: Das Los entscheidet, ob Ihre Zahl oder Ihr Bereich gewinnen kann. Wenn die Zahl genau stimmt, gewinnt sie sicher. Wenn sie um { $forecast_near_miss } Einheiten danebenliegt, gewinnt sie in etwa { $forecast_near_chance } von 100 Fällen, bei { $forecast_far_miss } Einheiten in etwa { $forecast_far_chance } von 100 Fällen. Ein Bereich, in dem die Prognose nicht liegt, gewinnt nie. Liegt sie darin, gewinnt er umso öfter, je schmaler er ist: bei einer Breite von { $narrow_width } Einheiten in etwa { $narrow_chance } von 100 Fällen, bei { $wide_width } Einheiten in etwa { $wide_chance } von 100 Fällen. Die Zahl muss nicht im Bereich liegen.
instructions-beliefs-paid = Was Sie gewinnen, kommt zu Ihren Gewinnen aus den Runden hinzu. Wie viel es ist, erfahren Sie erst am Ende der Studie. Wurde in einer Runde keine Kapazität aufgebaut, so gibt es nichts, womit sich die Erwartung des { role-sender-genitive } vergleichen ließe, und für diese Runde gibt es keinen Preis{ $belief_pay ->
    [one_round] {""}; dann wird eine andere ausgelost.
   *[every_round] .
} { $decision_seconds ->
    [0] {""}
   *[other] Wenn Ihre Zeit abläuft, bevor Sie antworten, können Sie in dieser Runde keinen Preis gewinnen.
}

instructions-payment-heading = Auszahlung
instructions-paid-rounds = { $pays_all_rounds ->
    [yes] { $num_rounds ->
        [one] Ausgezahlt wird Ihr Gewinn aus der einen Runde, die zählt.
       *[other] Ihre Gewinne aus allen { $num_rounds } Runden werden zusammengezählt.
    }
   *[no] { $n_paid_rounds ->
        [one] Eine der { $num_rounds } Runden wird bezahlt. Sie wurde vor Beginn der Studie ausgelost, jede Runde war gleich wahrscheinlich, und sie ist für alle dieselbe.
       *[other] { $n_paid_rounds } der { $num_rounds } Runden werden bezahlt. Sie wurden vor Beginn der Studie ausgelost, jede Runde war gleich wahrscheinlich, und sie sind für alle dieselben.
    } Was ausgelost wurde, erfahren Sie am Ende.
}
instructions-endowment = { $endowment ->
    [0] Sie beginnen mit 0 Punkten.
   *[other] Sie beginnen mit { $endowment } Punkten, die zu Ihren Gewinnen hinzukommen.
}
instructions-exchange = { $exchange_points } Punkte sind { $exchange_money } wert.
instructions-negative = { $negative_balance ->
    [forgiven] Sollten Ihre Punkte zusammen weniger als null ergeben, zählen sie als null.
   *[deducted] Sollten Ihre Punkte zusammen weniger als null ergeben, wird der Verlust von Ihrem Antrittsgeld abgezogen, aber nie mehr als dieses.
} Sie müssen nie etwas bezahlen.
instructions-leaving-heading = { $counterpart ->
    [robot] Wenn Sie die Studie verlassen
   *[human] Wenn jemand die Studie verlässt
}
instructions-leaving = { $dropout ->
    [robot] Sollte die andere Person die Studie verlassen, entscheidet in den Runden, die Sie zusammen gespielt hätten, ein Computer an ihrer Stelle. Das wird Ihnen gesagt, und diese Runden werden bezahlt wie alle anderen.
    [end_pair] { instructions-leaving-ends-pair }
   *[wait] { instructions-leaving-ends-pair }
}
instructions-leaving-ends-pair = Sollte die andere Person die Studie verlassen, werden die Runden, die Sie zusammen gespielt hätten, nicht gespielt. { $lost_round_pay ->
    [0] Sie verdienen darin nichts.
   *[other] Für jede von ihnen, die eine bezahlte Runde ist, erhalten Sie { $lost_round_pay } Punkte.
}
instructions-dropout = Bitte bleiben Sie bis zum Ende dabei. { $counterpart ->
    [robot] Wenn Sie mit einer Seite nicht innerhalb von { $page_seconds } Sekunden fertig werden, endet die Studie für Sie, und Sie können nicht zurückkehren. Wie viel Zeit noch bleibt, steht oben auf der Seite.
   *[human] Wenn jemand auf Sie wartet und von Ihrem Computer oder Telefon { $presence_seconds } Sekunden lang nichts kommt, etwa weil die Seite geschlossen oder das Telefon gesperrt wurde, geht die Studie ohne Sie weiter, und Sie können nicht zurückkehren. { $page_seconds ->
        [0] {""}
       *[other] Dasselbe geschieht, wenn Sie mit einer Seite nicht innerhalb von { $page_seconds } Sekunden fertig werden. Wie viel Zeit noch bleibt, steht oben auf der Seite.
    }
} { $dropout_pay ->
    [nothing] Sie erhalten dann kein Geld.
    [earned] Sie erhalten dann, was Sie bis dahin verdient hatten, und das Antrittsgeld.
   *[fee] Sie erhalten dann nur das Antrittsgeld.
}
instructions-max-wait = Wenn Sie länger als { $max_wait_seconds } Sekunden auf andere warten müssen, werden Sie gefragt, ob Sie weiter warten oder gehen möchten. Wenn Sie dann gehen, erhalten Sie, was Sie bis dahin verdient haben, und das Antrittsgeld.
instructions-show-up-fee = Dazu erhalten Sie ein Antrittsgeld von { $show_up_fee }.

instructions-time-heading = Zeitgrenze
instructions-time = Für jede Entscheidung haben Sie { $decision_seconds } Sekunden. Läuft die Zeit ab, so wird nichts für Sie entschieden. Eine Runde ohne Meldung geht ohne sie weiter. Eine Runde ohne Kapazität hat kein Ergebnis, und { $counterpart ->
    [robot] Sie verdienen darin nichts.
   *[human] Sie verdienen darin beide nichts.
}

quiz-title = Fragen zur Anleitung
quiz-intro = Bitte beantworten Sie alle Fragen. Sie dürfen die Anleitung wieder öffnen. { $quiz_max_attempts ->
    [0] Sie können es so oft versuchen, wie Sie möchten.
    [one] Sie haben einen Versuch. Ist danach noch eine Antwort falsch, endet die Studie für Sie, und Sie erhalten das Antrittsgeld.
   *[other] Sie haben { $quiz_max_attempts } Versuche. Ist nach dem letzten noch eine Antwort falsch, endet die Studie für Sie, und Sie erhalten das Antrittsgeld.
}
quiz-new-numbers = In den Fragen mit Zahlen stehen jetzt andere Zahlen. Bitte beantworten Sie sie neu.
explain-numbers-before = Mit den Zahlen von vorhin:
quiz-attempts-left = Verbleibende Versuche: { $attempts_left }

field-quiz_lowest_demand-label = Angenommen, die Prognose ist { $example_forecast }. Welche Nachfrage ist mindestens möglich, in Einheiten?
field-quiz_sales-label = Angenommen, die Kapazität ist { $example_capacity }, und die Nachfrage beträgt dann { $example_demand }. Wie viele Einheiten werden verkauft?
field-quiz_sender_profit-label = Wie hoch ist in diesem Fall der Gewinn des { role-sender-genitive }, in Punkten?
field-quiz_receiver_profit-label = Wie hoch ist in diesem Fall der Gewinn des { role-receiver-genitive }, in Punkten?
field-quiz_receiver_profit-hint = Wenn es ein Verlust ist, schreiben Sie ein Minuszeichen davor.
field-quiz_must_be_true-label = { $messages ->
    [number] { must-report-be-true }
    [number_and_text] { must-report-be-true }
   *[none] { must-report-be-true }
}
must-report-be-true = Muss die Meldung mit der Prognose übereinstimmen?
field-quiz_same_partner-label = Spielen Sie in allen Runden mit derselben Person?
field-quiz_belief_range-label = Angenommen, die Prognose ist { $example_forecast }, und der { role-receiver } gibt einen Bereich von { $example_range_low } bis { $example_range_high } an. Kann dieser Bereich den Preis gewinnen?
choice-yes = Ja
choice-no = Nein

field-quiz_counterpart-label = Spielen Sie mit einer anderen Person oder mit einem Computer?
choice-person = Mit einer anderen Person
choice-computer = Mit einem Computer
explain-quiz_counterpart = Sie spielen in allen Runden mit einem Computer, nie mit einem Menschen.
explain-quiz_lowest_demand = Die Nachfrage ist { $mean_demand } + Prognose + Marktschwankung, und die Marktschwankung ist mindestens { $lowest_noise }: { $mean_demand } + { $example_forecast } + ({ $lowest_noise }) = { $right_lowest_demand }.
explain-quiz_sales = Verkauft wird so viel, wie Nachfrage und Kapazität beide zulassen. Die kleinere der Zahlen { $example_capacity } und { $example_demand } ist { $right_sales }.
explain-quiz_sender_profit = Der { role-sender } verdient { $sender_margin } Punkte an jeder verkauften Einheit: { $sender_margin } × { $right_sales } = { $right_sender_profit }.
explain-quiz_receiver_profit = Der { role-receiver } verdient { $receiver_margin } Punkte an jeder verkauften Einheit und zahlt { $capacity_cost } Punkte für jede Einheit Kapazität: { $receiver_margin } × { $right_sales } − { $capacity_cost } × { $example_capacity } = { $right_receiver_profit }.
explain-quiz_must_be_true = { $messages ->
    [number] { explain-any-number }
    [number_and_text] { explain-any-number }
   *[none] { explain-any-number }
}
explain-any-number = Die Meldung darf jede ganze Zahl von { $lowest_forecast } bis { $highest_forecast } sein. Sie muss nicht mit der Prognose übereinstimmen.
explain-quiz_same_partner = { $matching ->
    [partner] Sie spielen in allen Runden mit derselben Person.
    [perfect_stranger] Sie treffen niemanden zweimal.
   *[stranger] Sie spielen mit einer anderen Person als in der Runde davor.
}
explain-quiz_belief_range = Ein Bereich kann nur gewinnen, wenn die Prognose darin liegt, wie nah er ihr auch sonst kommt: { $example_forecast } gehört nicht zu den Zahlen von { $example_range_low } bis { $example_range_high }.
