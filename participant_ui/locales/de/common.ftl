# Was alle Seiten gemeinsam haben: Rahmen, Knöpfe, Uhr, Fehler, Warten, Rechner, Verlauf, Bild der Nachfrage, Ankunft.

site-name = Entscheidungsstudie
skip-link = Zum Hauptinhalt springen
instructions-summary = Anleitung
button-continue = Weiter
button-start = Beginnen

timer-label = Verbleibende Zeit
timer-warning-first = Noch eine Minute.
timer-warning-last = Noch fünfzehn Sekunden.

title-error = Fehler
error-summary-title = Etwas stimmt noch nicht

waiting-title = Bitte warten Sie
waiting-goes-on = Sie warten gerade. Sie brauchen nichts zu tun.
waiting-connection-lost = Die Verbindung ist unterbrochen. Diese Seite versucht es weiter; bitte lassen Sie sie offen.
waiting-status-name = Stand des Wartens
waiting-for-session = Die Studie hat noch nicht begonnen. Sobald sie beginnt, geht diese Seite von selbst weiter.

calculator-title = Gewinnrechner
calculator-hint = Probieren Sie beliebige Zahlen aus. Sie werden niemandem gesendet und gelten nicht als Entscheidung.
calculator-capacity = Bei einer Kapazität von
calculator-demand = und einer Nachfrage von
calculator-button = Berechnen
calculator-sales = Verkaufte Einheiten
calculator-sender = Gewinn des { role-sender-genitive }
calculator-receiver = Gewinn des { role-receiver-genitive }
calculator-offline = Der Rechner ist gerade nicht erreichbar. Bitte versuchen Sie es noch einmal.

history-title = Ihre bisherigen Runden
history-caption = Was entschieden wurde und was daraus geworden ist
history-round = Runde
history-practice = Probe
history-part = Teil { $part }
history-role = Rolle
history-role-sender = { Role-sender }
history-role-receiver = { Role-receiver }
history-forecast = Prognose
history-report = Meldung
history-capacity = Kapazität
history-demand = Nachfrage
history-sales = Verkaufte Einheiten
history-own-payoff = Ihr Gewinn
history-partner-payoff = { $counterpart ->
    [robot] Gewinn des Computers
   *[human] { $dropout ->
        [robot] Gewinn der anderen Seite
        [end_pair] Gewinn der anderen Person
       *[wait] Gewinn der anderen Person
    }
}
history-nothing = nichts oder nicht gezeigt

picture-lowest = { $lowest_demand }
picture-highest = { $highest_demand }
picture-range = { $low_demand }–{ $high_demand }
picture-all = Ganzer Balken: jede mögliche Nachfrage, von { $lowest_demand } bis { $highest_demand } Einheiten.
picture-likely = { $role ->
    [sender] Gestreifter Teil: Nachfrage bei dieser Prognose, von { $low_demand } bis { $high_demand } Einheiten. Linie: die Mitte davon, { $expected_demand } Einheiten.
   *[receiver] Gestreifter Teil: Nachfrage, wenn die Prognose mit der Meldung übereinstimmt, von { $low_demand } bis { $high_demand } Einheiten. Linie: die Mitte davon, { $expected_demand } Einheiten.
}
picture-shape = Der gestreifte Teil ist dort höher, wo die Nachfrage wahrscheinlicher ist.

newcomer-title = Willkommen
newcomer-text = Diese Seite geht von selbst weiter. Falls nicht, drücken Sie bitte den Knopf.

room-title = Willkommen
room-start-text = Bitte drücken Sie den Knopf, um zu beginnen.
room-label = Ihr Teilnahmekürzel
room-label-hint = Sie haben es mit der Einladung oder an Ihrem Platz erhalten.
room-label-missing = Bitte geben Sie Ihr Teilnahmekürzel ein.
room-label-unknown = Dieses Teilnahmekürzel wurde nicht gefunden. Bitte prüfen Sie es oder fragen Sie die Versuchsleitung.
room-link-refused = Dieser Link gilt nicht für Sie. Bitte fragen Sie die Versuchsleitung nach dem richtigen.
room-unreachable = Der Server ist gerade nicht erreichbar. Bitte versuchen Sie es noch einmal.

finished-title = Sie sind fertig
finished-text = Es gibt keine weiteren Seiten. Vielen Dank für Ihre Teilnahme. Sie können dieses Fenster schließen.

help-summary = Die Versuchsleitung fragen
help-label = Ihre Nachricht
help-hint = Bis zu 500 Zeichen. Nur die Versuchsleitung sieht sie. Zeitgrenzen laufen weiter.
help-send = Nachricht senden
help-messages = Nachrichten
help-you = Sie:
help-experimenter = Versuchsleitung:
help-sent = Ihre Nachricht ist gesendet. Die Antwort erscheint hier.
help-answered = Die Versuchsleitung hat geantwortet:
help-empty = Bitte schreiben Sie zuerst Ihre Nachricht.
help-failed = Es kam keine Bestätigung zurück; Ihre Nachricht ist vielleicht angekommen, vielleicht auch nicht. Bitte senden Sie sie noch einmal (sie kommt nicht doppelt an) oder heben Sie die Hand.

waiting-offer-title = Sie warten schon eine Weile
waiting-offer = Sie können weiter warten oder die Studie jetzt verlassen. Wenn Sie gehen, erhalten Sie, was Sie bis jetzt verdient haben, { $endowment ->
    [0] {""}
   *[other] die Punkte, mit denen Sie begonnen haben,
} und Ihr Antrittsgeld von { $show_up_fee }.
waiting-offer-go-on = Weiter warten
waiting-offer-leave = Gehen und bezahlt werden

elsewhere-title = Diese Studie ist in einem anderen Fenster geöffnet
elsewhere-text = Sie haben diese Seite noch einmal geöffnet, in einem anderen Fenster oder auf einem anderen Gerät. Nur das zuletzt geöffnete Fenster zählt. Sie können stattdessen hier weitermachen.
elsewhere-button = Hier weitermachen
elsewhere-sent = Diese Studie ist in einem anderen Fenster geöffnet, deshalb wurde nichts gesendet. Wenn Sie hier weitermachen möchten, drücken Sie bitte den Knopf noch einmal.
