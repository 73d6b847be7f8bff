# Mindray BS chemistry analyzers and their relatives (E-LAB ES, Chemray 420, Zybio), version 2.3.1.
# Evidence: the maker's published interface description and logs of hosts; no recording of ours. MSH-16 holds a result type
# (0 sample, 1 calibration, 2 control), which no answer obeys. MSH-10 starts at 1 again and again: answers are found by order,
# and the same bytes can be another result, so every repeat is delivered and flagged. MSH-18 says ASCII above other bytes:
# where your analyzer writes Chinese, add charset = GB18030. Answers need MSA-3, MSA-6 and ERR on success.
name = Mindray BS
roles = connects
dialogues = display-query
ack-mode = application
ack-text = yes
ack-number = yes
ack-error-on-success = yes
correlation = in-order
repeats = deliver-all
detect-utf-8 = yes
