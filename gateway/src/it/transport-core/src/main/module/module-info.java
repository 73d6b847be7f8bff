module com.example.lab {
    requires io.assaylink.transport;
}
