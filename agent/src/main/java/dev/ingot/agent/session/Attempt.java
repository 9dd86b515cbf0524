package dev.ingot.agent.session;

/**
 * One try to register, in a row of unanswered ones.
 *
 * @param unanswered how many tries before it were not answered
 * @param shadowed   how many of these had a connection all the same
 */
record Attempt(int unanswered, int shadowed) {
    static final Attempt FIRST = new Attempt(0, 0);

    Attempt next(boolean connected) {
        return new Attempt(unanswered + 1, connected ? shadowed + 1 : shadowed);
    }

    /**
     * The id to register under. A backend ignores a connection whose id it still holds on another one, which it may do for
     * many minutes when that one broke without a word (a pulled cable). So a try that was connected and got no answer is
     * followed by one under another name.
     */
    String routingId(String stable) {
        return shadowed == 0 ? stable : stable + "~" + shadowed;
    }
}
