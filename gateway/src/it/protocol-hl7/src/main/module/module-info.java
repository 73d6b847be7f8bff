module com.example.lab {
    requires io.assaylink.hl7;
}
