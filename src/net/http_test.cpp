// The real client against the real server, on this machine's loopback.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "net/http.h"
#include "net/http_server.h"
#include "net/mail.h"
#include "net/served_text.h"
#include "ports/fake/environment.h"

namespace ropewalk::net {
namespace {

class HttpTest : public ::testing::Test {
 protected:
  HttpTest() {
    auto listener = RealHttpServer().listen("127.0.0.1:0", [this](const ports::ServedRequest& request) {
      if (request.target == "/slow") {
        while (!is_over_) {
          std::this_thread::yield();
        }
      }
      if (request.target == "/missing") {
        return ports::ServedResponse{.status = 404, .body = "nothing here"};
      }
      return ports::ServedResponse{.body = request.method + " " + request.target + " " + request.body};
    });
    EXPECT_TRUE(listener);
    listener_ = std::move(*listener);
    url_ = "http://127.0.0.1:" + std::to_string(listener_->port());
  }
  ~HttpTest() override { is_over_ = true; }

  std::atomic<bool> is_over_ = false;
  std::unique_ptr<ports::Listener> listener_;
  std::string url_;
  ports::FakeEnvironment environment_;
  RealHttp http_{environment_, "ropewalk/test"};
};

TEST_F(HttpTest, SendsMethodsBodiesAndHeaders) {
  const auto got = http_.send({.url = url_ + "/a?b=c"}, {});
  ASSERT_TRUE(got) << got.error().message;
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, "GET /a?b=c ");
  EXPECT_EQ(got->header("CONTENT-TYPE"), "text/plain; charset=utf-8");
  EXPECT_EQ(http_.send({.method = "POST", .url = url_ + "/", .body = "data"}, {})->body, "POST / data");
  EXPECT_EQ(http_.send({.method = "PATCH", .url = url_ + "/", .body = ""}, {})->body, "PATCH / ");
  EXPECT_EQ(http_.send({.method = "DELETE", .url = url_ + "/x"}, {})->body, "DELETE /x ");
  EXPECT_EQ(http_.send({.method = "HEAD", .url = url_ + "/x"}, {})->body, "");
  EXPECT_EQ(http_.send({.url = url_ + "/missing"}, {})->status, 404);
}

TEST_F(HttpTest, SendsAFileAndDownloadsIntoOneWithItsDigest) {
  std::string folder = "/tmp/ropewalk-http-XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::filesystem::path from = folder + "/from";
  const std::filesystem::path to = folder + "/to";
  std::ofstream(from) << "the bytes";
  const auto sent = http_.download({.method = "PUT", .url = url_ + "/", .body_file = from}, to, {});
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->size, 15U);
  EXPECT_EQ(sent->sha256, sha256("PUT / the bytes"));
  EXPECT_TRUE(std::filesystem::exists(to));
  const auto missing = http_.download({.url = url_ + "/missing"}, to, {});
  EXPECT_EQ(missing->response.body, "nothing here");
  EXPECT_FALSE(std::filesystem::exists(to));
  std::filesystem::remove_all(folder);
}

TEST_F(HttpTest, AnAnswerLongerThanAllowedIsAnError) {
  const auto got = http_.send({.url = url_ + "/", .most_bytes = 3}, {});
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::kInvalid);
}

TEST_F(HttpTest, AStopEndsARequestThatWaits) {
  std::stop_source stop;
  const std::jthread stopper([&] { stop.request_stop(); });
  const auto got = http_.send({.url = url_ + "/slow"}, stop.get_token());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::kInterrupted);
}

TEST_F(HttpTest, ATimeoutIsIncomplete) {
  const auto got = http_.send({.url = url_ + "/slow", .timeout = std::chrono::milliseconds(20)}, {});
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::kIncomplete);
}

TEST_F(HttpTest, NothingOfAUrlButItsHostIsShown) {
  const int port = listener_->port();
  listener_.reset();
  const auto got = http_.send({.url = "http://127.0.0.1:" + std::to_string(port) + "/services/T0/secret"}, {});
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::kIncomplete);
  EXPECT_EQ(got.error().message.find("secret"), std::string::npos);
  EXPECT_EQ(shown_url("https://user:word@example.com/a?b"), "https://example.com");
}

TEST_F(HttpTest, OtherSchemesAndHeadersOfTwoLinesAreRefused) {
  EXPECT_EQ(http_.send({.url = "file:///etc/passwd"}, {}).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(http_.send({.url = url_, .headers = {{"A", "b\r\nC: d"}}}, {}).error().kind, ErrorKind::kUsage);
}

TEST(ServedText, ReadsARequestAsItComes) {
  const std::string whole = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(read_request(whole.substr(0, size)).state, ReadRequest::State::kMore) << size;
  }
  EXPECT_EQ(read_request(whole).request.body, "abc");
  for (const char* const bad :
       {"GET a HTTP/1.1\r\n\r\n", "GET / HTTP/2\r\n\r\n", "\r\n\r\n", "GET /\r\n\r\n",
        "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"}) {
    EXPECT_EQ(read_request(bad).state, ReadRequest::State::kBad) << bad;
  }
}

TEST(Mail, LinesEndWithCarriageReturnAndLineFeed) { EXPECT_EQ(with_mail_line_ends("a\nb\r\nc"), "a\r\nb\r\nc\r\n"); }

}  // namespace
}  // namespace ropewalk::net
