// SPDX-License-Identifier: Apache-2.0

/**
 * Instruments as data: how one departs from the standard, in a text file that people read and write.
 *
 * <p>Start at {@link io.assaylink.astm.profile.ProfileText} for the file, at
 * {@link io.assaylink.astm.profile.ProfileDerivation} for an instrument of which there is a capture and no manual.
 *
 * <pre>
 *   text    ──▶ ProfileText.read ──▶ ProfileReading ─┬─ InstrumentProfile ──▶ ProfileText.write ──▶ text
 *                                                    └─ ProfileError: line, what, did you mean
 *   preset  ──▶ InstrumentProfile.preset ──▶ InstrumentProfile
 *   capture ──▶ ProfileDerivation ──▶ switches, none needless, under which a receiver delivers most
 * </pre>
 *
 * <p>This package reads no files but the presets that lie beside its classes.
 */
package io.assaylink.astm.profile;
