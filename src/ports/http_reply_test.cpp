#include "ports/http_reply.h"

#include <gtest/gtest.h>

namespace ropewalk::ports {
namespace {

using State = HttpReply::State;

/// Fed whole and byte by byte, which must come to the same.
HttpReply read(std::string_view text, bool closes = false) {
  HttpReply whole;
  whole.feed(text);
  HttpReply bytes;
  for (const char byte : text) {
    bytes.feed(std::string_view(&byte, 1));
  }
  EXPECT_EQ(whole.state(), bytes.state()) << text;
  EXPECT_EQ(whole.keeps_alive(), bytes.keeps_alive()) << text;
  if (closes) {
    whole.close();
  }
  return whole;
}

TEST(HttpReply, EndsWhereItsLengthSays) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab").state(), State::kMore);
  const HttpReply reply = read("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc");
  EXPECT_EQ(reply.state(), State::kComplete);
  EXPECT_EQ(reply.status(), 200);
  EXPECT_TRUE(reply.keeps_alive());
  EXPECT_EQ(read("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n").status(), 503);
}

TEST(HttpReply, EndsWithItsLastChunk) {
  constexpr std::string_view kHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read(std::string(kHead) + "3\r\nabc\r\n").state(), State::kMore);
  EXPECT_EQ(read(std::string(kHead) + "3;x=1\r\nabc\r\n0\r\n\r\n").state(), State::kComplete);
  EXPECT_EQ(read(std::string(kHead) + "0\r\nTrailer: x\r\n\r\n").state(), State::kComplete);
  EXPECT_EQ(read(std::string(kHead) + "3\r\nabcd\r\n").state(), State::kBroken);
  EXPECT_EQ(read(std::string(kHead) + "x\r\n").state(), State::kBroken);
}

TEST(HttpReply, EndsWithTheConnectionWhereNothingElseSays) {
  const HttpReply reply = read("HTTP/1.1 200 OK\r\n\r\nabc", true);
  EXPECT_EQ(reply.state(), State::kComplete);
  EXPECT_FALSE(reply.keeps_alive());
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", true).state(), State::kBroken);
}

TEST(HttpReply, SaysWhetherTheConnectionStays) {
  EXPECT_FALSE(read("HTTP/1.1 204 Done\r\nConnection: close\r\n\r\n").keeps_alive());
  EXPECT_FALSE(read("HTTP/1.0 204 Done\r\n\r\n").keeps_alive());
  EXPECT_TRUE(read("HTTP/1.0 204 Done\r\nConnection: Keep-Alive\r\n\r\n").keeps_alive());
}

TEST(HttpReply, PassesOverWhatComesBeforeTheAnswer) {
  EXPECT_EQ(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 Done\r\n\r\n").status(), 204);
}

TEST(HttpReply, IsBrokenByWhatIsNoAnswer) {
  for (const std::string_view text :
       {"SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n", "HTTP/1.1 xx OK\r\n", "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 204 Done\r\n\r\nmore"}) {
    EXPECT_EQ(read(text).state(), State::kBroken) << text;
  }
}

}  // namespace
}  // namespace ropewalk::ports
