package dev.ingot.agent.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Describes why a file or folder cannot be used. Java gives some causes only as the name of an exception class. */
public final class FileErrors {
    private FileErrors() { }

    /** Returns path and cause as far as the exception has them. */
    public static String describe(IOException error) {
        return switch (error) {
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException there -> there.getFile() + " exists and is not a directory";
            case NoSuchFileException missing -> missing.getFile() + " does not exist and cannot be created";
            case FileSystemException other when other.getReason() == null -> other.toString();
            default -> error.getMessage() == null ? error.toString() : error.getMessage();
        };
    }
}
