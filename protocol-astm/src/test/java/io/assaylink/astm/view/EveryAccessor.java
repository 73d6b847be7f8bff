// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.value.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.IntStream;

/** Calls all that a view offers. */
final class EveryAccessor {

    private EveryAccessor() {}

    /** Each accessor answers; returns how many were asked. */
    static int of(RecordView view) throws ReflectiveOperationException {
        int asked = 0;
        List<String> fields = IntStream.rangeClosed(1, view.record().fieldCount())
                .mapToObj(field -> view.record().field(field))
                .toList();
        for (Method method : view.getClass().getMethods()) {
            boolean accessor = method.getParameterCount() == 0
                    && !Modifier.isStatic(method.getModifiers())
                    && method.getDeclaringClass() == view.getClass();
            if (accessor) {
                Object answer = method.invoke(view);
                assertThat(answer).as(method.getName()).isNotNull();
                asked++;
                if (answer instanceof String text && !method.getName().equals("toString") && !text.isEmpty()) {
                    assertThat(fields).as(method.getName()).anyMatch(field -> field.contains(text));
                } else if (answer instanceof Field<?> field && !field.isEmpty()) {
                    assertThat(fields).as(method.getName()).anyMatch(each -> each.contains(field.raw()));
                }
            }
        }
        return asked;
    }
}
