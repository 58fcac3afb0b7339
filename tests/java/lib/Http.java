// HttpClient against the JDK's own HttpServer on the loopback.

import com.sun.net.httpserver.*;
import java.net.*;
import java.net.http.*;
import java.util.*;

public class Http {
    public static void main(String[] a) throws Exception {
        HttpServer s = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        s.createContext("/echo", x -> {
            byte[] b = (x.getRequestMethod() + " " + x.getRequestURI().getQuery() + " " + new String(x.getRequestBody().readAllBytes())
                    + x.getRequestHeaders().getFirst("X-Q")).getBytes();
            x.getResponseHeaders().add("X-R", "r");
            x.sendResponseHeaders(200, b.length);
            x.getResponseBody().write(b);
            x.close();
        });
        s.createContext("/missing", x -> {
            x.sendResponseHeaders(404, -1);
            x.close();
        });
        s.createContext("/redirect", x -> {
            x.getResponseHeaders().add("Location", "/echo?redirected");
            x.sendResponseHeaders(302, -1);
            x.close();
        });
        s.setExecutor(java.util.concurrent.Executors.newFixedThreadPool(2));
        s.start();
        String base = "http://127.0.0.1:" + s.getAddress().getPort();
        HttpClient c = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
        HttpResponse<String> r = c.send(HttpRequest.newBuilder(URI.create(base + "/echo?q=1")).header("X-Q", "h").POST(HttpRequest.BodyPublishers.ofString("body")).build(),
                HttpResponse.BodyHandlers.ofString());
        System.out.println(r.statusCode() + r.body() + r.headers().firstValue("x-r").get() + r.version());
        System.out.println(c.send(HttpRequest.newBuilder(URI.create(base + "/missing")).build(), HttpResponse.BodyHandlers.discarding()).statusCode());
        System.out.println(c.sendAsync(HttpRequest.newBuilder(URI.create(base + "/redirect")).build(), HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body).get());
        HttpURLConnection u = (HttpURLConnection) new URL(base + "/echo?url").openConnection();
        System.out.println(u.getResponseCode() + new String(u.getInputStream().readAllBytes()));
        s.stop(0);
        ((java.util.concurrent.ExecutorService) s.getExecutor()).shutdown();
        System.exit(0);
    }
}
