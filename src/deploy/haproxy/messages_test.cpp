#include "deploy/haproxy/messages.h"

#include <gtest/gtest.h>

namespace ropewalk::deploy {
namespace {

TEST(HaproxyConfiguration, HasItsPortItsSocketAndTheServersThatAreReady) {
  const std::string text =
      haproxy_configuration({.port = 8000, .threads = 2}, {{.name = "n3r1", .port = 40001, .weight = 100}});
  EXPECT_NE(text.find("bind 127.0.0.1:8000\n"), std::string::npos);
  EXPECT_NE(text.find("stats socket unix@edge.sock mode 600 level admin"), std::string::npos);
  // Two proxies on one port would each answer for the other.
  EXPECT_NE(text.find("  noreuseport\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("  server n3r1 127.0.0.1:40001 weight 100\n"));
}

TEST(HaproxyConfiguration, SpeaksTlsAndHttp2WithACertificate) {
  const std::string text = haproxy_configuration({.port = 8443, .threads = 1, .certificate = "/etc/shop.pem"}, {});
  EXPECT_NE(text.find("  bind 127.0.0.1:8443 ssl crt '/etc/shop.pem' alpn h2,http/1.1\n"), std::string::npos);
}

TEST(HaproxyConfiguration, SaysWhereItListens) {
  const HaproxySettings settings{.address = "[::1]", .port = 8443, .certificate = "/it's here/shop.pem"};
  EXPECT_EQ(read_haproxy_place(haproxy_configuration(settings, {})),
            (EdgePlace{.address = "[::1]", .port = 8443, .certificate = "/it's here/shop.pem"}));
  EXPECT_EQ(read_haproxy_place(haproxy_configuration({.port = 80}, {})), EdgePlace{.port = 80});
  EXPECT_FALSE(read_haproxy_place("nothing"));
}

TEST(HaproxyConfiguration, RequestsWaitWhereSeveralServersMayBeDead) {
  const std::string text =
      haproxy_configuration({.port = 8000, .holds = true}, {{.name = "n3r1", .port = 40001, .weight = 100}});
  EXPECT_NE(text.find("  server n3r1 127.0.0.1:40001 weight 100 check "), std::string::npos);
  EXPECT_TRUE(text.ends_with("  server hold 127.0.0.1:1 backup\n"));
  const auto servers = read_haproxy_stat(
      "# pxname,svname,status,hrsp_5xx,\n"
      "app,hold,no check,0,\n"
      "app,n3r1,DOWN,0,\n");
  ASSERT_TRUE(servers);
  ASSERT_EQ(servers->size(), 1U);  // the one that holds is none of ours
  EXPECT_TRUE(servers->front().is_ready);
}

TEST(HaproxyStat, IsReadByTheNamesOfItsColumns) {
  const auto servers = read_haproxy_stat(
      "# pxname,svname,scur,econ,eresp,wredis,status,hrsp_2xx,hrsp_5xx,srv_abrt,addr,uweight,\n"
      "edge,FRONTEND,1,,,,OPEN,9,0,,,,\n"
      "app,n3r1,2,1,0,0,no check,7,2,1,127.0.0.1:40001,90,\n"
      "app,n2r1,0,0,0,0,DRAIN,5,0,0,127.0.0.1:40002,10,\n"
      "app,BACKEND,2,,,,UP,12,2,1,,,\n");
  ASSERT_TRUE(servers);
  ASSERT_EQ(servers->size(), 2U);
  const EdgeServer& server = servers->front();
  EXPECT_EQ(server.name, "n3r1");
  EXPECT_EQ(server.number(), 3);
  EXPECT_EQ(server.port, 40001);
  EXPECT_EQ(server.weight, 90);
  EXPECT_TRUE(server.is_ready);
  EXPECT_EQ(server.current, 2);
  EXPECT_EQ(server.answered, 9);
  EXPECT_EQ(server.errors, 3);
  EXPECT_EQ(server.cut, 1);
  EXPECT_FALSE(servers->back().is_ready);
}

TEST(HaproxyStat, AnotherTextIsAnError) {
  EXPECT_FALSE(read_haproxy_stat(""));
  EXPECT_FALSE(read_haproxy_stat("Unknown command\n"));
}

TEST(HaproxyAnswers, LinesOfAnotherFormAreLeftOut) {
  const auto answers = read_haproxy_answers("7 n3r1 12 200\n\nBADREQ\n8 n2r1 -1 503\n");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].sequence, 7);
  EXPECT_EQ(answers[0].server, "n3r1");
  EXPECT_EQ(answers[0].milliseconds, 12);
  EXPECT_EQ(answers[1].status, 503);
}

TEST(EdgeServer, ANameThatIsNotOursHasNoNumber) {
  for (const char* const name : {"", "n", "nr1", "x3r1", "n3", "BACKEND"}) {
    EXPECT_EQ(EdgeServer{.name = name}.number(), 0) << name;
  }
}

}  // namespace
}  // namespace ropewalk::deploy
