// SPDX-License-Identifier: Apache-2.0
/**
 * Analyzers as data: how one departs from HL7 v2, in a text file that people read and write, and the queries of those that
 * speak 2.3.1.
 *
 * <p>Start at {@link io.assaylink.hl7.dialect.DialectText} for the file, at
 * {@link io.assaylink.hl7.dialect.AnalyzerQuery} for a query and its answers.
 *
 * <pre>
 *   text   ──▶ DialectText.read ──▶ DialectReading ─┬─ AnalyzerDialect ──▶ exchange() for an Exchange
 *                                                   └─ DialectError: line, what, did you mean
 *   preset ──▶ AnalyzerDialect.preset ──▶ AnalyzerDialect
 *
 *   QRY^Q02 ─┐                       ┌─ QCK^Q02, DSR^Q03 …
 *   ORM^O01 ─┴─▶ AnalyzerQuery ──────┴─ ORR^O02
 * </pre>
 *
 * <p>This package reads no files but the presets that lie beside its classes, and knows nothing of what a test means.
 */
package io.assaylink.hl7.dialect;
