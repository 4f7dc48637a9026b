use super::*;

/// GRAM-22, GRAM-23, GRAM-24
#[test]
fn precedence() {
    assert_eq!(
        expr("a || b && c == d < e | f ^ g & h << i + j * k ** l"),
        "(|| a (&& b (== c (< d (| e (^ f (& g (<< h (+ i (* j (** k l)))))))))))"
    );
    assert_eq!(expr("2**3**2"), "(** (** 2 3) 2)");
    assert_eq!(expr("a+b*c"), "(+ a (* b c))");
    assert_eq!(expr("2**-1**2"), "(** (** 2 (- 1)) 2)");
    assert_eq!(expr("-2**2"), "(** (- 2) 2)");
    assert_eq!(expr("6 & 3 == 2"), "(== (& 6 3) 2)");
}
