package dev.ingot.agent.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What an admin reads when a file or folder cannot be used: Java tells some causes by the name of a class only. */
public final class FileErrors {
    private FileErrors() { }

    /** Path and cause, where they are known. */
    public static String describe(IOException fault) {
        return switch (fault) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException there -> there.getFile() + " is there already, and is no folder";
            case NoSuchFileException missing -> missing.getFile() + " is not there, and cannot be made";
            case FileSystemException other when other.getReason() == null -> other.toString();
            default -> fault.getMessage() == null ? fault.toString() : fault.getMessage();
        };
    }
}
