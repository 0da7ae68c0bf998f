### Die Befragung. Eigene Übersetzung; wo eine veröffentlichte deutsche Fassung einer Skala gebraucht wird, tritt sie an ihre Stelle.

survey-progress = Teil { $section_number } von { $n_sections }
survey-optional = Alle Fragen sind freiwillig. Sie können jede auslassen und weitergehen; an Ihrem Verdienst ändert das nichts.

# Abschnitte
survey-ipip_trust-title = Aussagen über Sie
survey-ipip_trust-intro =
    Wie gut beschreibt Sie jede dieser Aussagen? Beschreiben Sie sich so, wie Sie jetzt im Allgemeinen sind, und nicht so, wie Sie in Zukunft sein möchten.

survey-wvs_trust-title = Die Menschen im Allgemeinen
survey-wvs_trust-intro = Bitte wählen Sie die Antwort, die Ihrer eigenen Ansicht am nächsten kommt.

survey-yamagishi_trust-title = Aussagen über Menschen
survey-yamagishi_trust-intro = Wie sehr stimmen Sie jeder dieser Aussagen zu?

survey-gps-title = Zwei Fragen über Sie
survey-gps-intro = Bitte wählen Sie bei jeder Frage eine Zahl. Sie können jede Zahl der Skala verwenden.

survey-eleven_twenty-title = Ein gedachtes Spiel
survey-eleven_twenty-intro =
    Dies ist ein gedachtes Spiel. Niemand spielt es mit Ihnen, und nichts wird dafür bezahlt. Bitte antworten Sie, als wäre es echt.

    Sie und eine andere Person fordern jeweils eine Anzahl von Punkten. Sie muss eine ganze Zahl von { $lowest_request } bis { $highest_request } sein. Beide erhalten die Punkte, die sie fordern. Wer genau einen Punkt weniger fordert als die andere Person, erhält weitere { $request_bonus } Punkte.

survey-demographics-title = Über Sie
survey-demographics-intro = Diese Antworten helfen zu beschreiben, wer teilgenommen hat. Sie werden ohne Ihren Namen gespeichert.

# Vertrauensskala aus dem IPIP
field-ipip_trust_others-label = Ich vertraue anderen.
field-ipip_distrust_people-label = Ich misstraue den Menschen.
field-ipip_good_intentions-label = Ich glaube, dass andere gute Absichten haben.
field-ipip_trust_what_people_say-label = Ich vertraue auf das, was Menschen sagen.
field-ipip_hidden_motives-label = Ich vermute bei anderen verborgene Absichten.
field-ipip_basically_moral-label = Ich glaube, dass Menschen im Grunde moralisch sind.
field-ipip_wary_of_others-label = Ich bin anderen gegenüber auf der Hut.
field-ipip_human_goodness-label = Ich glaube an das Gute im Menschen.
field-ipip_essentially_evil-label = Ich glaube, dass Menschen im Grunde böse sind.
field-ipip_all_will_be_well-label = Ich denke, dass alles gut werden wird.

scale-accurate_1_5-1 = Sehr unzutreffend
scale-accurate_1_5-2 = Eher unzutreffend
scale-accurate_1_5-3 = Weder zutreffend noch unzutreffend
scale-accurate_1_5-4 = Eher zutreffend
scale-accurate_1_5-5 = Sehr zutreffend

# World Values Survey
field-wvs_trust-label = Würden Sie ganz allgemein sagen, dass man den meisten Menschen vertrauen kann oder dass man im Umgang mit Menschen sehr vorsichtig sein muss?

scale-can_be_trusted-1 = Den meisten Menschen kann man vertrauen
scale-can_be_trusted-0 = Man muss sehr vorsichtig sein

# Allgemeines Vertrauen nach Yamagishi
field-yamagishi_basically_honest-label = Die meisten Menschen sind im Grunde ehrlich.
field-yamagishi_trustworthy-label = Die meisten Menschen sind vertrauenswürdig.
field-yamagishi_good_and_kind-label = Die meisten Menschen sind im Grunde gut und freundlich.
field-yamagishi_trustful_of_others-label = Die meisten Menschen vertrauen anderen.
field-yamagishi_i_am_trustful-label = Ich bin ein vertrauensvoller Mensch.
field-yamagishi_respond_in_kind-label = Die meisten Menschen erwidern es, wenn andere ihnen vertrauen.

scale-agree_1_5-1 = Stimme überhaupt nicht zu
scale-agree_1_5-2 = Stimme nicht zu
scale-agree_1_5-3 = Weder noch
scale-agree_1_5-4 = Stimme zu
scale-agree_1_5-5 = Stimme voll und ganz zu

# Global Preference Survey. Die Zahlen zwischen den Enden haben keine Worte.
field-gps_trust-label = Wie gut beschreibt die folgende Aussage Sie als Person? „Ich gehe davon aus, dass Menschen nur die besten Absichten haben.“
field-gps_risk-label = Bitte sagen Sie mir, wie bereit Sie im Allgemeinen sind, Risiken einzugehen.

scale-describes_me_0_10-0 = { $value }: beschreibt mich überhaupt nicht
scale-describes_me_0_10-10 = { $value }: beschreibt mich vollkommen
scale-willing_0_10-0 = { $value }: überhaupt nicht bereit, Risiken einzugehen
scale-willing_0_10-10 = { $value }: sehr bereit, Risiken einzugehen

# Das 11-20-Spiel
field-request_11_20-label = Wie viele Punkte würden Sie fordern?

# Angaben zur Person
field-age_band-label = Wie alt sind Sie?
field-gender-label = Welches Geschlecht haben Sie?
field-occupation-label = Welcher Bereich kommt dem am nächsten, was Sie studieren oder arbeiten?
field-earlier_experiments-label = An wie vielen Studien mit Entscheidungen um Geld haben Sie vor dieser schon teilgenommen?

scale-age_band-18_24 = 18 bis 24
scale-age_band-25_34 = 25 bis 34
scale-age_band-35_44 = 35 bis 44
scale-age_band-45_54 = 45 bis 54
scale-age_band-55_64 = 55 bis 64
scale-age_band-65_and_over = 65 oder älter
scale-age_band-prefer_not_to_say = Keine Angabe

scale-gender-woman = Frau
scale-gender-man = Mann
scale-gender-another = Nichtbinär oder ein anderes Geschlecht
scale-gender-prefer_not_to_say = Keine Angabe

scale-occupation-business_economics = Betriebs- oder Volkswirtschaft
scale-occupation-engineering_computing = Ingenieurwesen oder Informatik
scale-occupation-mathematics_natural_sciences = Mathematik oder Naturwissenschaften
scale-occupation-social_sciences_law = Sozialwissenschaften oder Recht
scale-occupation-arts_humanities = Kunst oder Geisteswissenschaften
scale-occupation-health_education = Gesundheit oder Bildung
scale-occupation-something_else = Etwas anderes
scale-occupation-prefer_not_to_say = Keine Angabe

scale-earlier_experiments-none = An keiner
scale-earlier_experiments-one_to_five = An einer bis fünf
scale-earlier_experiments-more_than_five = An mehr als fünf
scale-earlier_experiments-prefer_not_to_say = Keine Angabe
