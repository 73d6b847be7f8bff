# Mindray BC haematology, version 2.3.1.
# Evidence: the maker's published interface description. Asks for work with ORM^O01, ORC-1 RF, and is answered ORR^O02, AR if
# nothing is found. A query and its result have the same MSH-10: that is no repeat. MSH-18 says UNICODE, which is UTF-8.
# Histograms and scattergrams come as base64 in OBX-5, some hundred KB each.
name = Mindray BC
roles = connects
dialogues = order-query
repeats = deliver-all
correlation = by-control-id-then-order
message-limit = 33554432
