# Was an einer Eingabe nicht stimmt: die Regel und was eingegeben wurde.

error-number-missing = Bitte geben Sie eine Zahl ein.
error-number-not-whole = „{ $typed }“ ist keine ganze Zahl. Bitte geben Sie eine Zahl ohne Nachkommastellen ein.
error-number-ambiguous = „{ $typed }“ kann { $one } oder { $other } bedeuten. Bitte geben Sie die Zahl ohne Trennzeichen für Tausender ein.
error-number-unreadable = „{ $typed }“ ist keine Zahl. Bitte verwenden Sie nur Ziffern, wenn nötig mit einem Minuszeichen davor.
error-number-out-of-range = „{ $typed }“ liegt außerhalb des Bereichs. Bitte geben Sie eine ganze Zahl von { $lowest } bis { $highest } ein.
error-number-too-low = „{ $typed }“ ist hier zu niedrig. Bitte geben Sie eine ganze Zahl ein, die mindestens { $least } ist.
error-choice-missing = Bitte wählen Sie eine Antwort.
error-text-too-long = Der Text hat { $length } Zeichen. Er darf höchstens { $longest } haben.
amount-units = { $amount } Einheiten
amount-points = { $amount } Punkte
calculator-error = Bitte geben Sie zwei ganze Zahlen von { $lowest } bis { $highest } ein.
