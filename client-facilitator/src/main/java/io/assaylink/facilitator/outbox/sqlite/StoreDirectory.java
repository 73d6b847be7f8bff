// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static io.assaylink.facilitator.outbox.OutboxException.Code.UNAVAILABLE;

import io.assaylink.facilitator.outbox.OutboxException;
import io.assaylink.facilitator.outbox.OutboxOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/** The directory of one outbox: made with 0700, its files with 0600, held by a lock file against a second opener. */
final class StoreDirectory implements AutoCloseable {
    static final String DATABASE = "outbox.db";
    static final String LOCK = "outbox.lock";

    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "9p", "fuse.sshfs", "webdav");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    private final FileChannel lockFile;

    private StoreDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws OutboxException {@code UNAVAILABLE}, in one sentence for the person who configured it */
    static StoreDirectory hold(Path directory, OutboxOptions options) throws OutboxException {
        Path path = directory.toAbsolutePath().normalize();
        try {
            makeDirectory(path);
            String type = Files.getFileStore(path).type().toLowerCase(Locale.ROOT);
            if (NETWORK.contains(type) && !options.networkFileSystem()) {
                throw unavailable(
                        "outbox directory " + path + " is on a network file system (" + type
                                + "); use a local disk, or allow it by the option networkFileSystem",
                        null);
            }
            ownerOnly(path.resolve(LOCK));
            StoreDirectory held =
                    new StoreDirectory(path, FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE));
            try {
                if (!locked(held.lockFile)) {
                    throw unavailable("outbox directory " + path + " is in use by another outbox", null);
                }
                ownerOnly(path.resolve(DATABASE));
                return held;
            } catch (IOException | OutboxException e) {
                held.close();
                throw e;
            }
        } catch (IOException e) {
            throw unavailable("outbox directory " + path + " cannot be written", e);
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path existing = path;
        while (existing != null && !Files.isDirectory(existing)) {
            existing = existing.getParent();
        }
        if (posix(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
        for (Path made = path.getParent(); made != null && existing != null && made.startsWith(existing); ) {
            flush(made); // or a power cut takes the directory, and with it what is in it
            made = made.getParent();
        }
    }

    private static void flush(Path directory) throws IOException {
        if (posix(directory)) { // others do not open directories
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void ownerOnly(Path file) throws IOException {
        if (!Files.exists(file)) {
            if (posix(file)) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createFile(file);
            }
        } else if (posix(file)) {
            Files.setPosixFilePermissions(file, OWNER_ONLY);
        }
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock(); // lives as long as its channel
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    private static OutboxException unavailable(String message, @org.jspecify.annotations.Nullable IOException cause) {
        return cause == null
                ? new OutboxException(UNAVAILABLE, message)
                : new OutboxException(UNAVAILABLE, message, cause);
    }

    Path database() {
        return path.resolve(DATABASE);
    }

    /** Free bytes, 0 where the directory is gone. */
    long usable() {
        return path.toFile().getUsableSpace(); // one system call; a FileStore would read the table of mounts
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            // the process no longer writes; the lock ends with it at the latest
        }
    }
}
