/**
 * Measures how much latency differs on this machine although nothing is changed: a load against itself, on real servers.
 * Open {@link dev.shardproof.scenarios.calibration.SelfComparison}, which measures, then
 * {@link dev.shardproof.scenarios.calibration.CalibrationStore}, which says what of it still holds.
 *
 * <p>Imports {@code scenarios.latency}, {@code scenarios.wiring}, {@code scenarios.spec} and {@code scenarios.doctor}.
 */
package dev.shardproof.scenarios.calibration;
