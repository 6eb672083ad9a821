#include "deploy/edge_place.h"

#include <gtest/gtest.h>

#include "deploy/testing/fake_machinery.h"

namespace ropewalk::deploy {
namespace {

EnvironmentRules with_url(std::string url) {
  EnvironmentRules rules;
  rules.name = "s";
  rules.url = std::move(url);
  return rules;
}

TEST(EdgePlace, APortIsThatOfTheUrlOrOfItsScheme) {
  EXPECT_EQ(port_of_url("http://127.0.0.1:18091"), 18091);
  EXPECT_EQ(port_of_url("http://shop.localhost:8080/x:1"), 8080);
  EXPECT_EQ(port_of_url("http://shop.localhost"), 80);
  EXPECT_EQ(port_of_url("https://shop.localhost/"), 443);
  EXPECT_EQ(port_of_url("http://[::1]:18093"), 18093);
  EXPECT_EQ(port_of_url("http://[::1]"), 80);
  EXPECT_EQ(port_of_url(""), 0);
}

TEST(EdgePlace, AnAddressOfLoopbackIsTaken) {
  EXPECT_EQ(place_of(with_url("http://[::1]:1")).address, "[::1]");
  EXPECT_EQ(place_of(with_url("http://127.0.0.2:1")).address, "127.0.0.2");
  EXPECT_EQ(place_of(with_url("http://shop.localhost:1")).address, "127.0.0.1");
  EnvironmentRules rules = with_url("http://shop.example:1");
  rules.hosts = {"web1"};
  EXPECT_EQ(place_of(rules).address, "0.0.0.0");
}

TEST(EdgePlace, AProxyThatRunsStaysWhereItIs) {
  FakeEdge edge;
  EXPECT_TRUE(check_place(edge, with_url("http://127.0.0.1:18092")));  // none runs
  edge.at = EdgePlace{.port = 18091};
  EXPECT_TRUE(check_place(edge, with_url("")));
  EXPECT_TRUE(check_place(edge, with_url("http://localhost:18091/")));
  const auto moved = check_place(edge, with_url("http://127.0.0.1:18092"));
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().kind, ErrorKind::kUsage);
  EXPECT_NE(moved.error().message.find("127.0.0.1:18091"), std::string::npos);
  EXPECT_NE(moved.error().hint.find("undeploy s"), std::string::npos);
  EXPECT_FALSE(check_place(edge, with_url("http://[::1]:18091")));
  EnvironmentRules secure = with_url("https://localhost:18091");
  secure.certificate = "/shop.pem";
  EXPECT_FALSE(check_place(edge, secure));
  edge.at->certificate = "/shop.pem";
  EXPECT_TRUE(check_place(edge, secure));
}

TEST(EdgePlace, AUrlLeadsToItsPortAndItsScheme) {
  EXPECT_TRUE(leads_to("http://shop.localhost:8080", {.port = 8080}));
  EXPECT_FALSE(leads_to("http://shop.localhost:8081", {.port = 8080}));
  EXPECT_FALSE(leads_to("https://shop.localhost:8080", {.port = 8080}));
}

}  // namespace
}  // namespace ropewalk::deploy
