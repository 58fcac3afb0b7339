// Timer, logging, preferences-free utilities, resource bundles, XML, observers.

import java.io.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.logging.*;

public class Timers {
    public static class Res extends ListResourceBundle {
        protected Object[][] getContents() { return new Object[][] {{"k", "v"}, {"n", 5}}; }
    }

    public static void main(String[] a) throws Exception {
        Timer t = new Timer("tm", true);
        CountDownLatch c = new CountDownLatch(3);
        t.schedule(new TimerTask() {
            int n;
            public void run() {
                if (++n == 3) cancel();
                c.countDown();
            }
        }, 1, 2);
        System.out.println(c.await(10, TimeUnit.SECONDS));
        t.cancel();
        try {
            t.schedule(new TimerTask() { public void run() { } }, 1);
        } catch (IllegalStateException e) { System.out.println(e.getMessage()); }
        Logger l = Logger.getLogger("x.y");
        l.setUseParentHandlers(false);
        List<String> recs = new ArrayList<>();
        l.addHandler(new Handler() {
            public void publish(LogRecord r) {
                recs.add(r.getLevel() + r.getLoggerName() + new SimpleFormatter().formatMessage(r) + r.getSourceMethodName());
            }
            public void flush() { }
            public void close() { }
        });
        l.setLevel(Level.FINE);
        l.info("info");
        l.log(Level.FINE, "fine {0}", 5);
        l.finer("no");
        l.warning(() -> "lazy");
        System.out.println(recs + " " + l.getParent().getName());
        ResourceBundle b = ResourceBundle.getBundle("Timers$Res");
        System.out.println(b.getString("k") + b.getObject("n") + b.containsKey("z"));
        try { ResourceBundle.getBundle("nope"); } catch (MissingResourceException e) {
            System.out.println(e.getMessage());
        }
        var db = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
        var doc = db.parse(new ByteArrayInputStream("<r a='1'><c>text &amp; more</c><c/><!-- n --></r>".getBytes()));
        System.out.println(doc.getDocumentElement().getAttribute("a") + doc.getElementsByTagName("c").getLength() + doc.getElementsByTagName("c").item(0).getTextContent());
        StringWriter w = new StringWriter();
        var tf = javax.xml.transform.TransformerFactory.newInstance().newTransformer();
        tf.setOutputProperty("omit-xml-declaration", "yes");
        tf.transform(new javax.xml.transform.dom.DOMSource(doc), new javax.xml.transform.stream.StreamResult(w));
        System.out.println(w);
        System.out.println(javax.xml.xpath.XPathFactory.newInstance().newXPath().evaluate("count(//c)", doc));
        try {
            db.setErrorHandler(null);
            db.parse(new ByteArrayInputStream("<r>".getBytes()));
        } catch (org.xml.sax.SAXParseException e) { System.out.println(e.getLineNumber()); }
        Observable o = new Observable() {
            { setChanged(); }
        };
        o.addObserver((x, y) -> System.out.println("observed " + y));
        o.notifyObservers("arg");
        PropertyChange.run();
        System.out.println(new OptionalIntDemo().sum());
    }

    static class PropertyChange {
        static void run() throws Exception {
            ByteArrayOutputStream b = new ByteArrayOutputStream();
            PrintStream old = System.out;
            System.setOut(new PrintStream(b));
            System.out.print("captured");
            System.setOut(old);
            System.out.println(b);
            InputStream in = System.in;
            System.setIn(new ByteArrayInputStream("fed".getBytes()));
            System.out.println(new BufferedReader(new InputStreamReader(System.in)).readLine());
            System.setIn(in);
        }
    }

    static class OptionalIntDemo {
        int sum() { return OptionalInt.of(3).getAsInt() + OptionalLong.empty().hashCode(); }
    }
}
