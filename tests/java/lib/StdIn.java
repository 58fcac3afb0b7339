// stdin: StdIn.txt
// Reading the standard input.

import java.io.*;
import java.util.*;

public class StdIn {
    public static void main(String[] a) throws Exception {
        System.out.println(System.in.read() + " " + System.in.available());
        Scanner s = new Scanner(System.in, "UTF-8");
        int n = 0;
        while (s.hasNextLine()) System.out.println(++n + ":" + s.nextLine());
        System.out.println(System.in.read());
    }
}
