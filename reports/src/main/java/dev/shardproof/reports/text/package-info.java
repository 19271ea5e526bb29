/**
 * How figures and untrusted text are written for people: {@link dev.shardproof.reports.text.Figures} formats numbers,
 * times and sizes the same way on every page and on the terminal;
 * {@link dev.shardproof.reports.text.UntrustedText} makes text from databases and files harmless. Open the latter first.
 *
 * <p>Imports nothing but the JDK.
 */
package dev.shardproof.reports.text;
