/** End-to-end cases: files that describe a submission and its expected result, and the classes that run them. */
package dev.ingot.backend.cases;
