// SPDX-License-Identifier: Apache-2.0
/**
 * Certificates: read from files, and those of peers checked. Not exported.
 *
 * <p>Start at {@link io.assaylink.transport.tls.certificate.CheckedTrust}, which says by name what is wrong with a
 * certificate; {@link io.assaylink.transport.tls.certificate.PemFile} reads our own ones and those that we trust.
 *
 * <p>This package knows no connection.
 */
@NullMarked
package io.assaylink.transport.tls.certificate;

import org.jspecify.annotations.NullMarked;
