package dev.shardproof.verifier.table;

import java.util.Objects;

/**
 * A column as its catalogue row says.
 *
 * @param name its name
 * @param quotedName its name, quoted by the database
 * @param type its full type with modifiers, quoted by the database
 * @param bareType the same without modifiers
 * @param baseType the plain name of its type, below any domain
 * @param builtIn whether that type comes with the database
 * @param elementType if it is an array of a type that comes with the database, that type's plain name; else empty
 * @param notNull whether it is declared NOT NULL
 * @param keyPosition its place in the primary key (or in the unique key that stands in for one), from 1; 0 if it is not
 *     part of it
 * @param equality the operator by which its type's own indexes call values equal, with its schema if it is not one of the
 *     database's own
 */
public record CatalogueColumn(
        String name,
        String quotedName,
        String type,
        String bareType,
        String baseType,
        boolean builtIn,
        String elementType,
        boolean notNull,
        int keyPosition,
        String equality) {

    public CatalogueColumn {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(quotedName, "quotedName is null");
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(bareType, "bareType is null");
        Objects.requireNonNull(baseType, "baseType is null");
        Objects.requireNonNull(elementType, "elementType is null");
        Objects.requireNonNull(equality, "equality is null");
    }

    /** Whether values of both columns have comparable images. */
    public boolean storedLike(CatalogueColumn other) {
        return baseType.equals(other.baseType) && builtIn == other.builtIn && elementType.equals(other.elementType);
    }

    @Override
    public String toString() {
        return name + " " + type + (keyPosition > 0 ? " (key " + keyPosition + ")" : "");
    }
}
