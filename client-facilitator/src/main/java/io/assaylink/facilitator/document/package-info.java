// SPDX-License-Identifier: Apache-2.0
/**
 * Messages of instruments as JSON: lossless, and normalised where they carry results.
 *
 * <p>Start at {@link io.assaylink.facilitator.document.Documents}.
 *
 * <pre>
 *   AstmMessage with R records ──────────▶ lab.result/1, one document per patient
 *   Hl7Message ORU^R01, OUL^R21 to R24 ──▶ lab.result/1, one document per patient
 *   anything else, or what fails ────────▶ astm.message/1 or hl7v2.message/1: every field by its path
 * </pre>
 *
 * <p>Raw text stands beside every interpretation, what is unclear is null with a diagnostic, and nothing is computed. This
 * package knows nothing of connections, files or the outbox.
 */
@NullMarked
package io.assaylink.facilitator.document;

import org.jspecify.annotations.NullMarked;
