// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The constant pool of a class file: JVMS 4.4. */
final class ConstantPool {

    private static final int MAGIC = 0xCAFEBABE;
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([A-Za-z_][\\w$/]*/[\\w$/]+)[;<]");

    private final int[] tags;
    private final int[] first;
    private final int[] second;
    private final String[] texts;

    private ConstantPool(int size) {
        tags = new int[size];
        first = new int[size];
        second = new int[size];
        texts = new String[size];
        Arrays.fill(texts, "");
    }

    static ConstantPool read(InputStream classFile) throws IOException {
        DataInputStream in = new DataInputStream(classFile);
        if (in.readInt() != MAGIC) {
            throw new IOException("no class file");
        }
        in.skipNBytes(4);
        ConstantPool pool = new ConstantPool(in.readUnsignedShort());
        for (int i = 1; i < pool.tags.length; i++) {
            int tag = in.readUnsignedByte();
            pool.tags[i] = tag;
            switch (tag) {
                case 1 -> pool.texts[i] = in.readUTF();
                case 3, 4 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // a long takes two entries
                }
                case 7, 8, 16, 19, 20 -> pool.first[i] = in.readUnsignedShort();
                case 9, 10, 11, 12, 17, 18 -> {
                    pool.first[i] = in.readUnsignedShort();
                    pool.second[i] = in.readUnsignedShort();
                }
                case 15 -> {
                    in.skipNBytes(1);
                    pool.first[i] = in.readUnsignedShort();
                }
                default -> throw new IOException("constant pool tag " + tag);
            }
        }
        return pool;
    }

    /** Names of all classes, also those of descriptors and signatures, and of all members as class.member. */
    Set<String> references() {
        Set<String> names = new TreeSet<>();
        for (int i = 1; i < tags.length; i++) {
            switch (tags[i]) {
                case 7 -> {
                    String name = texts[first[i]];
                    if (!name.startsWith("[") && name.contains("/")) {
                        names.add(name);
                    }
                }
                case 9, 10, 11 -> {
                    String member = texts[first[second[i]]];
                    names.add(texts[first[first[i]]] + "." + member);
                }
                case 1 -> {
                    Matcher name = IN_DESCRIPTOR.matcher(texts[i]);
                    while (name.find()) {
                        names.add(name.group(1));
                    }
                }
                default -> {}
            }
        }
        names.removeIf(name -> name.startsWith("[")); // members of arrays: clone
        return names;
    }
}
