package synth.servers;

import ca.uhn.fhir.batch2.jobs.imprt.BulkDataImportProvider;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaCapabilityStatementProvider;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * HAPI FHIR JPA R4 in memory at a free port of this machine alone, until its standard input ends.
 *
 * <p>It prints {@code ready <base address>} when it takes requests. Whoever started it holds its standard input: when
 * that closes, even by a kill, the server ends too. Arguments: with {@code import} it offers {@code $import}; with {@code
 * own-ids} it refuses the ids of clients and gives ids itself: numbers, or UUIDs with {@code own-uuids}.
 */
public final class Hapi {
    private Hapi() {}

    /** Starts the server and serves. */
    public static void main(String[] arguments) throws Exception {
        List<String> asked = List.of(arguments);
        boolean imports = asked.contains("import");
        AnnotationConfigApplicationContext beans = new AnnotationConfigApplicationContext(Settings.class);
        JpaStorageSettings storage = beans.getBean(JpaStorageSettings.class);
        if (asked.contains("own-ids") || asked.contains("own-uuids")) {
            storage.setResourceClientIdStrategy(JpaStorageSettings.ClientIdStrategyEnum.NOT_ALLOWED);
        }
        if (asked.contains("own-uuids")) {
            storage.setResourceServerIdStrategy(JpaStorageSettings.IdStrategyEnum.UUID);
        }
        Server jetty = new Server();
        ServerConnector connector = new ServerConnector(jetty);
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        jetty.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler("/");
        handler.addServlet(new ServletHolder(servlet(beans, imports)), "/fhir/*");
        jetty.setHandler(handler);
        jetty.start();
        System.out.println("ready http://127.0.0.1:" + connector.getLocalPort() + "/fhir");
        while (System.in.read() >= 0) {
            // whatever is said does not matter: the end does
        }
        Runtime.getRuntime().halt(0); // all of it is in memory: nothing is to be put away
    }

    @SuppressWarnings("unchecked")
    private static RestfulServer servlet(AnnotationConfigApplicationContext beans, boolean imports) {
        RestfulServer server = new RestfulServer(beans.getBean(FhirContext.class));
        IFhirSystemDao<Bundle, Meta> dao = beans.getBean(IFhirSystemDao.class);
        server.registerProviders(beans.getBean(ResourceProviderFactory.class).createProviders());
        server.registerProvider(beans.getBean(JpaSystemProvider.class));
        if (imports) {
            server.registerProvider(beans.getBean(BulkDataImportProvider.class));
        }
        server.setServerConformanceProvider(new JpaCapabilityStatementProvider(
                server,
                dao,
                beans.getBean(JpaStorageSettings.class),
                beans.getBean(ISearchParamRegistry.class),
                beans.getBean(IValidationSupport.class)));
        server.setPagingProvider(beans.getBean(DatabaseBackedPagingProvider.class));
        server.setDefaultResponseEncoding(EncodingEnum.JSON);
        return server;
    }
}
