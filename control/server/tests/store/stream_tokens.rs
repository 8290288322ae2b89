//! Tokens of encoders and players: found by their hash, of one session, bounded, revoked.

use control_server::store::stream_tokens::{MakeTokenError, TOKENS_MAX, TokenToKeep};
use control_wire::rest::stream_token::StreamKind;
use tokio::task::JoinSet;

use crate::contract;
use crate::ground::{Ground, NOW_MS};

contract!(
    a_token_is_found_by_its_hash_and_listed_with_its_session,
    a_token_is_revoked_in_its_own_session_once,
    a_token_is_of_a_session_and_its_hash_its_own,
    a_session_has_so_many_tokens_however_many_are_made_at_once,
);

async fn session(ground: &Ground) -> i64 {
    let session = ground.store().add_session("例会", &[0, 3], NOW_MS).await;
    session.unwrap().id
}

fn token(session: i64, kind: StreamKind, token_hash: &str) -> TokenToKeep<'_> {
    TokenToKeep {
        session,
        kind,
        label: "导播台",
        token_hash,
        made_ms: NOW_MS,
        expires_ms: NOW_MS + 3_600_000,
    }
}

async fn a_token_is_found_by_its_hash_and_listed_with_its_session(mut ground: Ground) {
    ground.street().await;
    let (first, second) = (session(&ground).await, session(&ground).await);
    let store = ground.store();
    let encoder = token(first, StreamKind::Encoder, "a");
    let encoder = store.add_stream_token(encoder).await.unwrap();
    let others = token(second, StreamKind::Player, "b");
    store.add_stream_token(others).await.unwrap();
    let player = token(first, StreamKind::Player, "c");
    let player = store.add_stream_token(player).await.unwrap();
    assert_eq!(
        (encoder.kind, encoder.label.as_str(), encoder.made_ms),
        (StreamKind::Encoder, "导播台", NOW_MS)
    );
    assert_eq!(encoder.expires_ms, NOW_MS + 3_600_000);
    ground.restart().await;
    let store = ground.store();
    assert_eq!(
        store.stream_token("c").await.unwrap(),
        Some((first, player.clone()))
    );
    assert_eq!(store.stream_token("d").await.unwrap(), None);
    assert_eq!(store.stream_tokens(first).await.unwrap(), [encoder, player]);
}

async fn a_token_is_revoked_in_its_own_session_once(ground: Ground) {
    ground.street().await;
    let (mine, other) = (session(&ground).await, session(&ground).await);
    let store = ground.store();
    let player = token(mine, StreamKind::Player, "a");
    let id = store.add_stream_token(player).await.unwrap().id;
    assert_eq!(store.remove_stream_token(other, id).await.unwrap(), None);
    assert!(store.stream_token("a").await.unwrap().is_some());
    let revoked = store.remove_stream_token(mine, id).await.unwrap();
    assert_eq!(revoked, Some(StreamKind::Player));
    assert_eq!(store.stream_token("a").await.unwrap(), None);
    assert_eq!(store.remove_stream_token(mine, id).await.unwrap(), None);
}

async fn a_token_is_of_a_session_and_its_hash_its_own(ground: Ground) {
    ground.street().await;
    let mine = session(&ground).await;
    let store = ground.store();
    let nobodys = token(mine + 1, StreamKind::Player, "a");
    assert!(matches!(
        store.add_stream_token(nobodys).await,
        Err(MakeTokenError::NoSuchSession)
    ));
    let player = token(mine, StreamKind::Player, "a");
    let kept = store.add_stream_token(player).await.unwrap();
    let same = token(mine, StreamKind::Encoder, "a");
    assert!(matches!(
        store.add_stream_token(same).await,
        Err(MakeTokenError::Store(_))
    ));
    assert_eq!(store.stream_tokens(mine).await.unwrap(), [kept]);
}

async fn a_session_has_so_many_tokens_however_many_are_made_at_once(ground: Ground) {
    ground.street().await;
    let (full, other) = (session(&ground).await, session(&ground).await);
    let mut making = JoinSet::new();
    let wanted = usize::try_from(TOKENS_MAX).unwrap() + 8;
    for n in 0..wanted {
        let store = ground.turn(n);
        making.spawn(async move {
            let hash = format!("hash {n}");
            let token = token(full, StreamKind::Player, &hash);
            match store.add_stream_token(token).await {
                Ok(_) => true,
                Err(MakeTokenError::TooMany) => false,
                Err(error) => panic!("{error}"),
            }
        });
    }
    let made = making.join_all().await;
    let made = made.into_iter().filter(|made| *made).count();
    assert_eq!(made, wanted - 8);
    let store = ground.store();
    let kept = store.stream_tokens(full).await.unwrap();
    assert_eq!(kept.len(), made);
    let elsewhere = token(other, StreamKind::Player, "elsewhere");
    store.add_stream_token(elsewhere).await.unwrap();
    store.remove_stream_token(full, kept[0].id).await.unwrap();
    let again = token(full, StreamKind::Player, "again");
    store.add_stream_token(again).await.unwrap();
}
