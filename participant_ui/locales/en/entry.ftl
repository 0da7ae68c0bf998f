# What people read who cannot go on: a link that leads nowhere, no place left, an error of the program.

refused-title = You cannot go on here
refused-link = This link does not lead to the study. Please check that it is complete, or ask the experimenter for a correct one.
refused-other = The server could not accept this. Please go back and try again, or ask the experimenter.
session-full = All places in this session are taken. Please tell the experimenter.
label-of-two = This link names two different people. Please open the study again from where you found it.
took-part-title = You have already taken part
took-part-text = Everybody can take part in this study once, and you have been here before. Thank you! There is nothing more for you to do.
took-part-return = If you have come from Prolific or a similar service, please return your submission there. If you think this is a mistake, please write to the researchers.
label-refused = This link carries a participant label that is not allowed. A label has 1 to 64 letters, digits, dots, hyphens or underscores and starts with a letter or digit. Please ask the experimenter for a correct link.

failed-title = Something went wrong
failed-text = This is not your fault. Everything you sent before is saved, but what you sent last may be missing. Please go back to your page and send it again.
failed-again = Back to my page
failed-reference = If you see this message again, please tell the experimenter this reference:
