# Die letzte Seite.

goodbye-title = { $exit_reason ->
    [completed] Vielen Dank
    [partner_left] Vielen Dank
    [waited_too_long] Vielen Dank
    [consent_declined] Sie haben nicht teilgenommen
   *[other] Die Studie endet hier für Sie
}
goodbye-completed = Sie haben die Studie abgeschlossen. Vielen Dank für Ihre Teilnahme.
goodbye-consent_declined = Sie haben die Teilnahme abgelehnt. Das ist völlig in Ordnung. Sie brauchen nichts weiter zu tun.
goodbye-quiz_failed = Nach dem letzten Versuch waren noch eine oder mehrere Antworten falsch, deshalb können Sie nicht zum Hauptteil weitergehen. Vielen Dank für Ihre Zeit.
goodbye-ended_by_experimenter = Die Versuchsleitung hat die Studie für Sie beendet. Sie erhalten das Antrittsgeld und was Sie bis jetzt verdient haben. Vielen Dank für Ihre Teilnahme.
goodbye-partner_left = Die Personen, mit denen Sie Ihre letzten Runden gespielt hätten, haben die Studie verlassen; deshalb endet sie für Sie früher. Sie haben alles getan, worum Sie gebeten wurden. Vielen Dank für Ihre Teilnahme.
goodbye-waited_too_long = Sie haben die Studie nach langem Warten verlassen. Sie haben alles getan, worum Sie gebeten wurden. Vielen Dank für Ihre Geduld.
goodbye-dropped_out = { $counterpart ->
    [robot] Die Studie ist für Sie zu Ende.
   *[human] { $dropout ->
        [robot] Die Studie ist ohne Sie weitergegangen: An Ihrer Stelle spielt ein Computer.
        [end_pair] Die Studie ist ohne Sie weitergegangen.
       *[wait] Die Studie ist ohne Sie weitergegangen.
    }
} { $counterpart ->
    [robot] { goodbye-dropped_out-alone }
   *[human] { goodbye-dropped_out-waited }
} Sie können nicht zurückkehren. { $dropout_pay ->
    [nothing] Wie in der Anleitung steht, erhalten Sie kein Geld.
    [earned] Wie in der Anleitung steht, erhalten Sie, was Sie bis dahin verdient hatten, und das Antrittsgeld.
   *[fee] Wie in der Anleitung steht, erhalten Sie das Antrittsgeld.
}
goodbye-dropped_out-alone = { $page_seconds ->
    [0] Das geschieht, wenn die Versuchsleitung davon ausgeht, dass jemand gegangen ist.
   *[other] Das geschieht, wenn jemand eine Seite nicht rechtzeitig abschließt oder wenn die Versuchsleitung davon ausgeht, dass jemand gegangen ist.
}
goodbye-dropped_out-waited = { $page_seconds ->
    [0] Das geschieht, wenn von jemandem zu lange nichts kommt oder wenn die Versuchsleitung davon ausgeht, dass jemand gegangen ist.
   *[other] Das geschieht, wenn von jemandem zu lange nichts kommt, wenn jemand eine Seite nicht rechtzeitig abschließt oder wenn die Versuchsleitung davon ausgeht, dass jemand gegangen ist.
}
goodbye-came_too_late = { $counterpart ->
    [robot] Sie können nicht mehr beginnen: Die Zeit dafür war vorbei, oder die Versuchsleitung hat die Studie für Sie beendet.
   *[human] Die Studie hat ohne Sie begonnen: Die Zeit für den Beginn war vorbei, andere konnten nicht länger warten, oder die Versuchsleitung hat die Studie für Sie beendet.
} Für Ihr Kommen erhalten Sie das Antrittsgeld.
earnings-heading = Ihre Auszahlung
earnings-rounds-heading = Bezahlte Runden
earnings-round = Runde
earnings-profit = Ihr Gewinn in Punkten
earnings-no-result = kein Ergebnis
earnings-points = Gewinne aus den bezahlten Runden
earnings-belief-points = { $belief_pay ->
    [one_round] { $belief_round ->
        [0] Preis für das, was Sie erwartet haben: Es konnte keine Runde ausgelost werden
       *[other] Preis für das, was Sie in Runde { $belief_round } erwartet haben, die dafür ausgelost wurde
    }
   *[every_round] Preise für das, was Sie in den bezahlten Runden erwartet haben
}
earnings-lost-rounds = Für bezahlte Runden, die ausgefallen sind, weil andere gegangen sind
earnings-endowment = Punkte zu Beginn
earnings-balance = Punktestand
earnings-forgiven = Ein Punktestand unter null zählt als null
earnings-exchanged = { $exchange_points } Punkte sind { $exchange_money } wert
earnings-loss-not-deducted = Verlust über das Antrittsgeld hinaus, den Sie nicht bezahlen müssen
earnings-show-up-fee = Antrittsgeld
earnings-total = Sie erhalten
goodbye-link-text = Bitte klicken Sie jetzt auf diesen Link. Er teilt der Plattform, von der Sie kommen, mit, dass Sie fertig sind.
goodbye-link = Abschließen und zurückkehren
goodbye-code-text = Ihr Abschlusscode:
goodbye-stay = { $exit_reason ->
    [completed] { goodbye-stay-seated }
    [partner_left] { goodbye-stay-seated }
   *[other] Wenn Sie in einem Labor sind, heben Sie bitte die Hand. Wenn Sie online teilnehmen, können Sie diese Seite schließen.
}
goodbye-stay-seated = Bitte bleiben Sie sitzen, bis die Versuchsleitung Sie aufruft. Wenn Sie online teilnehmen, können Sie diese Seite schließen.
