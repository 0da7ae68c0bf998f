# What all pages share: the frame, buttons, timer, errors, waiting, calculator, history, the picture of demand, arrival.

site-name = Decision study
skip-link = Skip to the main content
instructions-summary = Instructions
button-continue = Continue
button-start = Start

timer-label = Time left
timer-warning-first = One minute left.
timer-warning-last = Fifteen seconds left.

title-error = Error
error-summary-title = There is a problem

waiting-title = Please wait
waiting-goes-on = Waiting. There is nothing you need to do.
waiting-connection-lost = The connection is interrupted. This page keeps trying; please leave it open.
waiting-status-name = Waiting status
waiting-for-session = The study has not begun yet. This page goes on by itself as soon as it does.

calculator-title = Profit calculator
calculator-hint = Try any numbers. They are not sent to anybody and do not count as a decision.
calculator-capacity = If capacity is
calculator-demand = and demand turns out to be
calculator-button = Calculate
calculator-sales = Units sold
calculator-sender = Profit of the { role-sender }
calculator-receiver = Profit of the { role-receiver }
calculator-offline = The calculator cannot be reached at the moment. Please try again.

history-title = Your past rounds
history-caption = What was decided and what came of it
history-round = Round
history-practice = practice
history-part = part { $part }
history-role = Role
history-role-sender = { Role-sender }
history-role-receiver = { Role-receiver }
history-forecast = Forecast
history-report = Report
history-capacity = Capacity
history-demand = Demand
history-sales = Units sold
history-own-payoff = Your profit
history-partner-payoff = { $counterpart ->
    [robot] Computer’s profit
   *[human] { $dropout ->
        [robot] Other side’s profit
        [end_pair] Other person’s profit
       *[wait] Other person’s profit
    }
}
history-nothing = none or not shown

picture-lowest = { $lowest_demand }
picture-highest = { $highest_demand }
picture-range = { $low_demand }–{ $high_demand }
picture-all = Whole bar: all demand that is possible, from { $lowest_demand } to { $highest_demand } units.
picture-likely = { $role ->
    [sender] Striped part: demand with this forecast, from { $low_demand } to { $high_demand } units. Line: the middle of it, { $expected_demand } units.
   *[receiver] Striped part: demand if the forecast is equal to the report, from { $low_demand } to { $high_demand } units. Line: the middle of it, { $expected_demand } units.
}
picture-shape = The striped part is higher where demand is more likely.

newcomer-title = Welcome
newcomer-text = This page goes on by itself. If it does not, please press the button.

room-title = Welcome
room-start-text = Please click the button to start.
room-label = Your participant label
room-label-hint = You were given it with your invitation or at your seat.
room-label-missing = Please type your participant label.
room-label-unknown = This participant label was not found. Please check it, or ask the experimenter.
room-link-refused = This link is not valid for you. Please ask the experimenter for a correct one.
room-unreachable = The server cannot be reached at the moment. Please try again.

finished-title = You have finished
finished-text = There are no more pages. Thank you for taking part. You can close this window.

help-summary = Ask the experimenter
help-label = Your message
help-hint = Up to 500 characters. Only the experimenter sees it. Time limits keep running.
help-send = Send message
help-messages = Messages
help-you = You:
help-experimenter = Experimenter:
help-sent = Your message has been sent. The answer will appear here.
help-answered = The experimenter has answered:
help-empty = Please write your message first.
help-failed = No confirmation came back, so your message may or may not have arrived. Please send it again (it will not arrive twice), or raise your hand.

waiting-offer-title = You have waited for a while
waiting-offer = You can go on waiting, or leave the study now. If you leave, you are paid { $endowment ->
    [0] what you have earned so far
   *[other] what you have earned so far and the points you started with
} and your show-up fee of { $show_up_fee }.
waiting-offer-go-on = Go on waiting
waiting-offer-leave = Leave and be paid

elsewhere-title = This study is open in another window
elsewhere-text = You have opened this page again, in another window or on another device. Only the window opened last counts. You can go on here instead.
elsewhere-button = Go on here
elsewhere-sent = This study is open in another window, so nothing was sent. If you want to go on here, please press the button again.
