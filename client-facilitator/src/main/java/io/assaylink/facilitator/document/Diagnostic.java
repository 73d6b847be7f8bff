// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

/** Something a reader of the document should know: a stable code, a place, a sentence; never text of the message. */
record Diagnostic(String code, String at, String hint) {

    static Diagnostic failed(RuntimeException cause) {
        return new Diagnostic(
                "NORMALISATION_FAILED",
                "",
                "the message could not be interpreted: " + cause.getClass().getName());
    }
}
