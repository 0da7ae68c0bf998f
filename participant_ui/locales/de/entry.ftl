# Was liest, wer nicht weiterkommt: ein Link, der nirgendwohin führt, kein freier Platz, ein Fehler des Programms.

refused-title = Hier geht es nicht weiter
refused-link = Dieser Link führt nicht zur Studie. Bitte prüfen Sie, ob er vollständig ist, oder fragen Sie die Versuchsleitung nach dem richtigen.
refused-other = Der Server konnte das nicht annehmen. Bitte gehen Sie zurück und versuchen Sie es noch einmal, oder fragen Sie die Versuchsleitung.
session-full = Alle Plätze in dieser Sitzung sind besetzt. Bitte sagen Sie der Versuchsleitung Bescheid.
label-of-two = Dieser Link nennt zwei verschiedene Personen. Bitte öffnen Sie die Studie noch einmal von dort, wo Sie sie gefunden haben.
took-part-title = Sie haben schon teilgenommen
took-part-text = An dieser Studie kann man nur einmal teilnehmen, und Sie waren schon hier. Vielen Dank! Sie brauchen nichts weiter zu tun.
took-part-return = Wenn Sie von Prolific oder einem ähnlichen Dienst kommen, geben Sie Ihre Teilnahme dort bitte zurück. Wenn Sie das für einen Irrtum halten, schreiben Sie bitte den Forschenden.
label-refused = Dieser Link enthält ein Teilnahmekürzel, das nicht erlaubt ist. Ein Kürzel hat 1 bis 64 Buchstaben (ohne Umlaute und ß), Ziffern, Punkte, Bindestriche oder Unterstriche und beginnt mit einem Buchstaben oder einer Ziffer. Bitte fragen Sie die Versuchsleitung nach dem richtigen Link.

failed-title = Etwas ist schiefgegangen
failed-text = Das liegt nicht an Ihnen. Alles, was Sie vorher gesendet haben, ist gespeichert; nur was Sie zuletzt gesendet haben, fehlt vielleicht. Bitte gehen Sie zurück zu Ihrer Seite und senden Sie es noch einmal.
failed-again = Zurück zu meiner Seite
failed-reference = Wenn Sie diese Seite wieder sehen, nennen Sie der Versuchsleitung bitte dieses Kennzeichen:
