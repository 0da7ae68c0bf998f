# Die Seiten einer Runde.

round-text = { $round_kind ->
    [practice] Proberunde { $round_in_kind } von { $practice_rounds }
   *[counted] Runde { $round_in_kind } von { $num_rounds }
}
part-title = Teil { $part } von { $n_parts } beginnt
part-intro = Ab jetzt ist einiges anders. Bitte lesen Sie, was sich ändert, bevor Sie weitergehen.
part-intro-same = Ein neuer Teil beginnt.
part-changes = Was ab jetzt anders ist
part-what = Was
part-before = Bisher
part-after = Ab jetzt
part-same = { $n_changes ->
    [0] Alles bleibt, wie es war
   *[other] Alles andere bleibt, wie es war
}: { $counterpart ->
    [robot] die Regel, nach der der Computer entscheidet
   *[human] mit wem Sie spielen können
}, wie die Rollen vergeben werden, was Punkte wert sind, und alle { $n_changes ->
    [0] Zahlen
   *[other] anderen Zahlen
}. Die Anleitung auf dieser und auf späteren Seiten ist die des neuen Teils.
part-topic-mean_demand = Nachfrage, wenn Prognose und Marktschwankung beide null sind
part-topic-forecast_half_width = Bereich der Prognose
part-topic-noise_half_width = Bereich der Marktschwankung
part-topic-forecast_distribution = Welche Prognosen wahrscheinlich sind
part-topic-noise_distribution = Welche Marktschwankungen wahrscheinlich sind
part-topic-retail_price = Was der { role-sender } vom Markt für jede verkaufte Einheit bekommt
part-topic-wholesale_price = Was der { role-sender } dem { role-receiver-oblique } für jede verkaufte Einheit zahlt
part-topic-production_cost = Was jede verkaufte Einheit den { role-receiver-oblique } kostet
part-topic-capacity_cost = Was jede Einheit Kapazität den { role-receiver-oblique } kostet
part-topic-messages = Was der { role-sender } senden kann
part-topic-feedback = Was Sie nach einer Runde sehen
part-topic-history = Die Tabelle Ihrer bisherigen Runden
part-topic-beliefs = Ob Sie gefragt werden, was Sie erwarten
part-range = von { $lowest_value } bis { $highest_value }
part-value-forecast_distribution = { $forecast_is_uniform ->
    [yes] jede ganze Zahl ist gleich wahrscheinlich
   *[no] Zahlen in der Mitte sind wahrscheinlicher als Zahlen nahe den Enden
}
part-value-noise_distribution = { $noise_is_uniform ->
    [yes] jede ganze Zahl ist gleich wahrscheinlich
   *[no] Zahlen in der Mitte sind wahrscheinlicher als Zahlen nahe den Enden
}
part-value-messages = { $messages ->
    [number] eine Meldung
    [number_and_text] eine Meldung und einen Text
   *[none] nichts
}
part-value-feedback = { $feedback ->
    [full] alles, mit beiden Gewinnen
    [own] Kapazität, Nachfrage und Ihren eigenen Gewinn
   *[none] nichts bis zum Ende
}
part-value-history = { $history ->
    [open] auf jeder Seite geöffnet
   *[closed] geschlossen, lässt sich auf jeder Seite öffnen
}
part-value-beliefs = { $beliefs ->
    [asked] ja
   *[off] nein
}
part-question-mean_demand = Wie hoch ist ab jetzt die Nachfrage, wenn Prognose und Marktschwankung beide null sind, in Einheiten?
part-question-forecast_half_width = Was ist ab jetzt die höchste Prognose, in Einheiten?
part-question-noise_half_width = Was ist ab jetzt die höchste Marktschwankung, in Einheiten?
part-question-forecast_distribution = Welche Prognosen sind ab jetzt wahrscheinlich?
part-question-noise_distribution = Welche Marktschwankungen sind ab jetzt wahrscheinlich?
part-question-retail_price = Wie viele Punkte bekommt der { role-sender } ab jetzt vom Markt für jede verkaufte Einheit?
part-question-wholesale_price = Wie viele Punkte zahlt der { role-sender } dem { role-receiver-oblique } ab jetzt für jede verkaufte Einheit?
part-question-production_cost = Wie viele Punkte kostet jede verkaufte Einheit den { role-receiver-oblique } ab jetzt?
part-question-capacity_cost = Wie viele Punkte kostet jede Einheit Kapazität den { role-receiver-oblique } ab jetzt?
part-question-messages = Was kann der { role-sender } ab jetzt senden?
part-question-feedback = Was sehen Sie ab jetzt nach einer Runde?
part-question-history = Wie finden Sie ab jetzt die Tabelle Ihrer bisherigen Runden?
part-question-beliefs = Werden Sie ab jetzt gefragt, was Sie erwarten?
field-part_number-label = { $part_question }
field-part_word-label = { $part_question }
part-explanation = Bitte sehen Sie sich die Tabelle oben noch einmal an. { $part_topic }, ab jetzt: { $part_value }.

your-role = Sie sind der { $role ->
    [sender] { role-sender }
   *[receiver] { role-receiver }
}.

computer-notice = { $computer ->
    [always] Sie spielen mit einem Computer. Er entscheidet als { $role ->
        [sender] { role-receiver }
       *[receiver] { role-sender }
    }.
   *[instead] Die Person, mit der Sie in dieser Runde gespielt hätten, hat die Studie verlassen. An ihrer Stelle entscheidet ein Computer als { $role ->
        [sender] { role-receiver }
       *[receiver] { role-sender }
    }.
}

report-title = { $messages ->
    [number] Ihre Meldung
    [number_and_text] Ihre Meldung
   *[none] Ihre Prognose
}
report-forecast-heading = Ihre geheime Prognose
report-forecast-private = Nur Sie sehen diese Zahl.
report-meaning = Bei dieser Prognose beträgt die Nachfrage { $low_demand } bis { $high_demand } Einheiten; { $noise_is_uniform ->
    [yes] jede ganze Zahl ist gleich wahrscheinlich
   *[no] Zahlen in der Mitte sind wahrscheinlicher als Zahlen nahe den Enden
}.
report-profits-heading = { $computer ->
    [no] Was Sie beide verdienen
   *[other] Was Sie und der Computer verdienen
}
report-instruction = { $messages ->
    [number] { report-instruction-number }
    [number_and_text] { report-instruction-number }
   *[none] { report-no-message }
}
report-instruction-number = Senden Sie dem { role-receiver-oblique } eine Meldung über Ihre Prognose. Der { role-receiver } sieht Ihre Meldung, aber nicht Ihre Prognose, und entscheidet dann, wie viel Kapazität er aufbaut.
report-no-message = Sie können keine Meldung senden. Der { role-receiver } entscheidet ohne sie, wie viel Kapazität er aufbaut.
field-report-label = Ihre Meldung
field-report-hint = Eine ganze Zahl von { $lowest_forecast } bis { $highest_forecast }.
field-text-label = Text zu Ihrer Meldung (freiwillig)
field-text-hint = Höchstens { $longest_text } Zeichen. Bitte schreiben Sie nichts, was verrät, wer Sie sind.
button-send-report = { $messages ->
    [number] Meldung senden
    [number_and_text] Meldung senden
   *[none] Weiter
}

capacity-title = Ihre Kapazität
capacity-report-heading = { $messages ->
    [number] Die Meldung des { role-sender-genitive }
    [number_and_text] Die Meldung des { role-sender-genitive }
   *[none] Was Sie wissen
}
capacity-text-heading = Text zur Meldung
capacity-no-report = { $decision_seconds ->
    [0] In dieser Runde wurde keine Meldung gesendet: Die Versuchsleitung hat den { role-sender } weitergeleitet.
   *[other] In dieser Runde wurde keine Meldung gesendet: Die Zeit des { role-sender-genitive } ist abgelaufen, oder die Versuchsleitung hat den { role-sender } weitergeleitet.
}
capacity-no-message = Der { role-sender } kann keine Meldung senden.
capacity-forecast-unknown = Der { role-sender } hat die Prognose gesehen; Ihnen wird sie nicht gezeigt. Sie ist eine ganze Zahl von { $lowest_forecast } bis { $highest_forecast }.
capacity-meaning = Wenn die Prognose mit der Meldung übereinstimmt, beträgt die Nachfrage { $low_demand } bis { $high_demand } Einheiten.
capacity-meaning-none = Die Nachfrage kann { $lowest_demand } bis { $highest_demand } Einheiten betragen.
capacity-instruction = Entscheiden Sie, wie viel Kapazität Sie aufbauen.
field-capacity-label = Ihre Kapazität, in Einheiten
field-capacity-hint = Eine ganze Zahl von { $lowest_capacity } bis { $highest_capacity }.
button-build-capacity = Kapazität aufbauen

belief-capacity-title = Welche Kapazität Sie erwarten
belief-capacity-question = { $messages ->
    [number] { belief-capacity-report-sent }
    [number_and_text] { belief-capacity-report-sent }
   *[none] Der { role-receiver } entscheidet, wie viel Kapazität er aufbaut.
} Stellen Sie sich hundert Runden vor, in denen Sie genau das wissen, was Sie jetzt wissen. Wie viel Kapazität baut der { role-receiver } nach Ihrer Erwartung im Durchschnitt auf?
belief-capacity-report-sent = Ihre Meldung ist gesendet. Sie kann nicht mehr geändert werden. Der { role-receiver } entscheidet, wie viel Kapazität er aufbaut.
belief-capacity-advice = Je näher Ihre Antwort an der Kapazität liegt, die aufgebaut wird, desto wahrscheinlicher gewinnen Sie { $belief_prize } Punkte{ $belief_pay ->
    [one_round] , wenn diese Runde dafür ausgelost wird
   *[every_round] {""}
}. Am wahrscheinlichsten gewinnen Sie mit dem Durchschnitt, den Sie wirklich erwarten.
belief-forecast-title = Welche Prognose Sie erwarten
belief-forecast-question = Ihre Kapazität ist entschieden. Sie kann nicht mehr geändert werden. Stellen Sie sich hundert Runden vor, in denen Sie genau das wissen, was Sie jetzt wissen. Welche Prognose erwarten Sie im Durchschnitt? Geben Sie dann einen Bereich an, in dem die Prognose dieser Runde Ihrer Meinung nach lag.
belief-forecast-advice = Das Los entscheidet, ob die Zahl oder der Bereich { $belief_prize } Punkte gewinnen kann{ $belief_pay ->
    [one_round] , wenn diese Runde dafür ausgelost wird
   *[every_round] {""}
}. Je näher die Zahl an der Prognose liegt, desto wahrscheinlicher gewinnt sie: Am besten sind Ihre Aussichten mit dem Durchschnitt, den Sie wirklich erwarten. Der Bereich kann nur gewinnen, wenn die Prognose darin liegt, und er gewinnt umso wahrscheinlicher, je schmaler er ist. Die Zahl muss nicht im Bereich liegen.
belief-private = Niemandem sonst, der teilnimmt, wird Ihre Antwort gezeigt. Wie viel Sie gewonnen haben, erfahren Sie am Ende der Studie.
field-stated_capacity-label = Die Kapazität, die Sie im Durchschnitt erwarten, in Einheiten
field-stated_capacity-hint = Eine ganze Zahl von { $lowest_capacity } bis { $highest_capacity }.
field-stated_forecast-label = Die Prognose, die Sie im Durchschnitt erwarten
field-stated_forecast-hint = Eine ganze Zahl von { $lowest_forecast } bis { $highest_forecast }.
field-stated_forecast_low-label = Ihr Bereich: Die Prognose ist mindestens
field-stated_forecast_low-hint = Eine ganze Zahl von { $lowest_forecast } bis { $highest_forecast }.
field-stated_forecast_high-label = Ihr Bereich: Die Prognose ist höchstens
field-stated_forecast_high-hint = Eine ganze Zahl, nicht unter dem unteren Ende Ihres Bereichs.

sender-profit-rule = Der { role-sender } verdient { $sender_margin } Punkte an jeder verkauften Einheit.
receiver-profit-rule = Der { role-receiver } verdient { $receiver_margin } Punkte an jeder verkauften Einheit und zahlt { $capacity_cost } Punkte für jede Einheit Kapazität.

results-title = { $round_kind ->
    [practice] Ergebnisse der Proberunde { $round_in_kind }
   *[counted] Ergebnisse der Runde { $round_in_kind }
}
results-hidden = Diese Runde ist vorbei. Am Ende der Studie sehen Sie Ihre eigenen Gewinne aus den bezahlten Runden.
results-partner-left = Die andere Person hat die Studie verlassen, deshalb wird diese Runde nicht gespielt. { $round_kind ->
    [practice] {""}
   *[counted] { $lost_round_pay ->
        [0] Sie verdienen darin nichts.
       *[other] Wenn sie eine bezahlte Runde ist, erhalten Sie dafür { $lost_round_pay } Punkte.
    }
}
results-no-capacity = { $decision_seconds ->
    [0] Die Versuchsleitung hat den { role-receiver-oblique } weitergeleitet, bevor eine Kapazität gewählt war.
   *[other] Bevor eine Kapazität gewählt war, ist die Zeit des { role-receiver-genitive } abgelaufen, oder die Versuchsleitung hat den { role-receiver-oblique } weitergeleitet.
} Diese Runde hat kein Ergebnis, und niemand verdient darin etwas.
results-belief-has-no-truth = Es wurde keine Kapazität aufgebaut, mit der sich Ihre Erwartung vergleichen ließe; deshalb gibt es für diese Runde keinen Preis dafür.
results-practice-note = Das war eine Proberunde. Sie wird nicht bezahlt.
results-own-payoff = Ihr Gewinn
results-partner-payoff = { $computer ->
    [no] Gewinn der anderen Person
   *[other] Gewinn des Computers
}
results-sales = Verkaufte Einheiten
results-no-value = nicht vorhanden
button-next-round = { $is_last_round ->
    [yes] Weiter
   *[no] Nächste Runde
}

waiting-for-block = Bitte warten Sie, bis genug Personen angekommen sind. Die Studie geht von selbst weiter.
waiting-for-report = Bitte warten Sie auf die Meldung des { role-sender-genitive }, mit dem Sie in dieser Runde spielen. Diese Seite geht von selbst weiter.
waiting-for-capacity = Bitte warten Sie, bis der { role-receiver }, mit dem Sie in dieser Runde spielen, eine Kapazität gewählt hat. Diese Seite geht von selbst weiter.
