/** End-to-end cases as data: what to submit and what must come of it. */
package dev.ingot.backend.cases;
