package dev.shardproof.verifier.source.scan;

import dev.shardproof.verifier.digest.BucketDigests;
import dev.shardproof.verifier.digest.Buckets;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The sums of the first parts of a table, and which parts these are.
 *
 * @param digests one for each slice, all by the same rule
 * @param read the files of the tables of which every page is in the digests
 * @param current the file of the table of which the first pages are in them; empty if none
 * @param nextPage the first page of it that is not
 * @param since when the first of all this was read, in milliseconds since 1970
 */
record DigestRecord(List<BucketDigests> digests, List<String> read, String current, long nextPage, long since) {

    private static final int BUFFER = 1 << 16;

    DigestRecord {
        digests = List.copyOf(digests);
        read = List.copyOf(read);
    }

    Buckets buckets() {
        return digests.get(0).buckets();
    }

    /** Packed: most buckets of a small table are empty. */
    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        // Number by number the packing took longer than all else that is done with a digest.
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new DeflaterOutputStream(bytes, deflater), BUFFER))) {
            out.writeLong(since);
            out.writeInt(read.size());
            for (String file : read) {
                text(out, file);
            }
            text(out, current);
            out.writeLong(nextPage);
            Buckets buckets = buckets();
            out.writeInt(buckets.count());
            out.writeBoolean(buckets.byRange());
            out.writeInt(buckets.shift());
            out.writeLong(buckets.first());
            out.writeInt(digests.size());
            for (BucketDigests digest : digests) {
                digest.write(out);
            }
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    static DigestRecord of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)), BUFFER))) {
            long since = in.readLong();
            List<String> read = new ArrayList<>();
            int files = in.readInt();
            for (int i = 0; i < files; i++) {
                read.add(text(in));
            }
            String current = text(in);
            long nextPage = in.readLong();
            Buckets buckets = new Buckets(in.readInt(), in.readBoolean(), in.readInt(), in.readLong());
            List<BucketDigests> digests = new ArrayList<>();
            int slices = in.readInt();
            for (int i = 0; i < slices; i++) {
                digests.add(BucketDigests.read(buckets, in));
            }
            return new DigestRecord(digests, read, current, nextPage, since);
        } catch (IllegalArgumentException e) {
            throw new IOException("it holds no digest: " + e.getMessage(), e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
