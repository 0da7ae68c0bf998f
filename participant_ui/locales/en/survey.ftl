### The survey. Wording of published scales: translate with the published translation of the scale where there is one.

survey-progress = Part { $section_number } of { $n_sections }
survey-optional = Every question is optional. You can leave any of them out and go on; this does not change what you earn.

# Sections
survey-ipip_trust-title = Statements about you
survey-ipip_trust-intro =
    How accurately does each statement describe you? Describe yourself as you generally are now, not as you wish to be in the future.

survey-wvs_trust-title = People in general
survey-wvs_trust-intro = Please choose the answer that comes closest to your own view.

survey-yamagishi_trust-title = Statements about people
survey-yamagishi_trust-intro = How much do you agree or disagree with each statement?

survey-gps-title = Two questions about you
survey-gps-intro = Please choose one number for each question. You can use every number on the scale.

survey-eleven_twenty-title = An imagined game
survey-eleven_twenty-intro =
    This is an imagined game. Nobody will play it with you and nothing is paid for it. Please answer as if it were real.

    You and another player each request an amount of points. The amount must be a whole number from { $lowest_request } to { $highest_request }. Each player receives the amount that they request. A player receives another { $request_bonus } points for requesting exactly one point less than the other player.

survey-demographics-title = About you
survey-demographics-intro = These answers help to describe who took part. They are stored without your name.

# IPIP trust scale
field-ipip_trust_others-label = Trust others.
field-ipip_distrust_people-label = Distrust people.
field-ipip_good_intentions-label = Believe that others have good intentions.
field-ipip_trust_what_people_say-label = Trust what people say.
field-ipip_hidden_motives-label = Suspect hidden motives in others.
field-ipip_basically_moral-label = Believe that people are basically moral.
field-ipip_wary_of_others-label = Am wary of others.
field-ipip_human_goodness-label = Believe in human goodness.
field-ipip_essentially_evil-label = Believe that people are essentially evil.
field-ipip_all_will_be_well-label = Think that all will be well.

scale-accurate_1_5-1 = Very inaccurate
scale-accurate_1_5-2 = Moderately inaccurate
scale-accurate_1_5-3 = Neither accurate nor inaccurate
scale-accurate_1_5-4 = Moderately accurate
scale-accurate_1_5-5 = Very accurate

# World Values Survey
field-wvs_trust-label = Generally speaking, would you say that most people can be trusted or that you need to be very careful in dealing with people?

scale-can_be_trusted-1 = Most people can be trusted
scale-can_be_trusted-0 = Need to be very careful

# Yamagishi general trust scale
field-yamagishi_basically_honest-label = Most people are basically honest.
field-yamagishi_trustworthy-label = Most people are trustworthy.
field-yamagishi_good_and_kind-label = Most people are basically good and kind.
field-yamagishi_trustful_of_others-label = Most people are trustful of others.
field-yamagishi_i_am_trustful-label = I am trustful.
field-yamagishi_respond_in_kind-label = Most people will respond in kind when they are trusted by others.

scale-agree_1_5-1 = Strongly disagree
scale-agree_1_5-2 = Disagree
scale-agree_1_5-3 = Neither agree nor disagree
scale-agree_1_5-4 = Agree
scale-agree_1_5-5 = Strongly agree

# Global Preference Survey. The numbers between the two ends have no words.
field-gps_trust-label = How well does the following statement describe you as a person? “I assume that people have only the best intentions.”
field-gps_risk-label = Please tell me, in general, how willing or unwilling you are to take risks.

scale-describes_me_0_10-0 = { $value }: does not describe me at all
scale-describes_me_0_10-10 = { $value }: describes me perfectly
scale-willing_0_10-0 = { $value }: completely unwilling to take risks
scale-willing_0_10-10 = { $value }: very willing to take risks

# 11-20 money request game
field-request_11_20-label = How many points would you request?

# Demographics
field-age_band-label = How old are you?
field-gender-label = What is your gender?
field-occupation-label = Which field comes closest to what you study or work in?
field-earlier_experiments-label = In how many studies with decisions for money have you taken part before this one?

scale-age_band-18_24 = 18 to 24
scale-age_band-25_34 = 25 to 34
scale-age_band-35_44 = 35 to 44
scale-age_band-45_54 = 45 to 54
scale-age_band-55_64 = 55 to 64
scale-age_band-65_and_over = 65 or over
scale-age_band-prefer_not_to_say = Prefer not to say

scale-gender-woman = Woman
scale-gender-man = Man
scale-gender-another = Non-binary or another gender
scale-gender-prefer_not_to_say = Prefer not to say

scale-occupation-business_economics = Business or economics
scale-occupation-engineering_computing = Engineering or computing
scale-occupation-mathematics_natural_sciences = Mathematics or natural sciences
scale-occupation-social_sciences_law = Social sciences or law
scale-occupation-arts_humanities = Arts or humanities
scale-occupation-health_education = Health or education
scale-occupation-something_else = Something else
scale-occupation-prefer_not_to_say = Prefer not to say

scale-earlier_experiments-none = None
scale-earlier_experiments-one_to_five = One to five
scale-earlier_experiments-more_than_five = More than five
scale-earlier_experiments-prefer_not_to_say = Prefer not to say
